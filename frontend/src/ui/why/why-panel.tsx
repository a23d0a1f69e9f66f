/** Why a field of a record is what it is: the chain of rules, formulas and values, told by the server. */
import { useQuery } from "@tanstack/react-query";
import { Button, Select, Tag } from "antd";
import { ArrowLeft, Check, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import type { Field, FormDefinition } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import type { Label } from "@/lib/types";
import { ErrorState } from "../error-state";
import { ListSkeleton } from "../skeletons";
import { Shown } from "./why-value";
import styles from "./why.module.css";

interface ReadValue {
  path: string;
  label: string;
  value: unknown;
  node: string | null;
  withheld?: boolean;
}
interface Because {
  kind: "rule" | "setting" | "check";
  action: string;
  holds: boolean;
  id: string;
  number: number | null;
  label: Label;
  text: string;
  detail: unknown;
  reads: ReadValue[];
}
interface Answer {
  path: string;
  label: string;
  value: unknown;
  error: string | null;
  visible: boolean;
  required: boolean;
  readonly: boolean;
  options: string[] | null;
  origin: string;
  behind: Because | null;
  because: Because[];
  checks: Because[];
  withheld?: boolean;
}

interface Props {
  app: string;
  form: string;
  definition: FormDefinition;
  /** The record asked about; null: a new, empty one. */
  record: string | null;
  /** The draft's rules instead of the published ones. */
  draft?: boolean;
  start?: string;
}

interface Place {
  value: string;
  label: string;
}

/** Every place that can be asked about: fields, and the columns of the first rows. */
function placesOf(fields: Field[], name: (field: Field) => string, row: (n: number) => string): Place[] {
  return fields.flatMap((field): Place[] => {
    if (field.type !== "subform") return [{ value: field.key, label: name(field) }];
    const cells = [0, 1, 2].flatMap((at) =>
      field.fields.map((column) => ({
        value: `${field.key}.${at}.${column.key}`,
        label: `${name(field)} › ${row(at + 1)} › ${name(column)}`,
      })),
    );
    return [{ value: field.key, label: name(field) }, ...cells];
  });
}

/** `lines.qty`, read in row 2, is `lines.1.qty`. */
function placeOfNode(node: string, asked: string): string {
  const [subform, column] = node.split(".");
  const [own, row] = asked.split(".");
  return column ? `${subform}.${own === subform && row ? row : "0"}.${column}` : node;
}

export function WhyPanel({ app, form, definition, record, draft = false, start }: Props) {
  const { t } = useTranslation("why");
  const label = useLabel();
  const [trail, setTrail] = useState<string[]>([]);
  const name = (field: Field) => label(field.label) || field.key;
  const places = placesOf(definition.fields, name, (n) => t("row", { n }));
  const path = trail.at(-1) ?? start ?? places[0]?.value ?? "";
  const answer = useQuery({
    queryKey: ["why", app, form, record, path, draft ? definition : null],
    queryFn: () =>
      api.post<Answer>(`/apps/${app}/forms/${form}/records:explain`, {
        path,
        ...(record ? { id: record } : {}),
        ...(draft ? { definition } : {}),
      }),
    enabled: path !== "",
    retry: false,
  });
  const { data } = answer;
  const follow = (node: string) => setTrail([...trail, placeOfNode(node, path)]);
  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        {trail.length > 0 && (
          <Button
            type="text"
            icon={<ArrowLeft size={16} />}
            aria-label={t("back")}
            onClick={() => setTrail(trail.slice(0, -1))}
          />
        )}
        <Select
          className={styles.grow}
          showSearch={{ optionFilterProp: "label" }}
          value={path}
          aria-label={t("field")}
          options={places}
          onChange={(next: string) => setTrail([...trail, next])}
        />
      </div>
      {answer.isPending && path && <ListSkeleton rows={4} />}
      {answer.error && <ErrorState compact error={answer.error} onRetry={() => void answer.refetch()} />}
      {data && <Told answer={data} fields={definition.fields} follow={follow} />}
    </div>
  );
}

interface ToldProps {
  answer: Answer;
  fields: Field[];
  follow: (node: string) => void;
}

function Told({ answer, fields, follow }: ToldProps) {
  const { t } = useTranslation("why");
  return (
    <>
      <div className={styles.tags}>
        <Tag color={answer.visible ? "success" : "default"}>{t(answer.visible ? "visible" : "hidden")}</Tag>
        {answer.required && <Tag color="red">{t("required")}</Tag>}
        {answer.readonly && <Tag color="blue">{t("readonly")}</Tag>}
      </div>
      <section>
        <h3>{t("value")}</h3>
        <p>
          <strong>{answer.error ?? <Shown fields={fields} node={answer.path} {...answer} />}</strong>
          {" · "}
          {t(`origin.${answer.origin}`)}
        </p>
        {answer.behind && <Reason because={answer.behind} fields={fields} follow={follow} plain />}
      </section>
      {answer.because.length > 0 && (
        <section>
          <h3>{t("state")}</h3>
          {answer.because.map((each, at) => (
            <Reason key={at} because={each} fields={fields} follow={follow} />
          ))}
        </section>
      )}
      {answer.checks.length > 0 && (
        <section>
          <h3>{t("checks")}</h3>
          {answer.checks.map((each, at) => (
            <Reason key={at} because={each} fields={fields} follow={follow} />
          ))}
        </section>
      )}
      {answer.because.length === 0 && <p className={styles.faint}>{t("no_rules")}</p>}
    </>
  );
}

function Reason({
  because,
  fields,
  follow,
  plain = false,
}: {
  because: Because;
  fields: Field[];
  follow: (node: string) => void;
  plain?: boolean;
}) {
  const { t } = useTranslation("why");
  const label = useLabel();
  const Sign = because.holds ? Check : X;
  const title = because.number === null ? "" : t(`${because.kind}_number`, { number: because.number });
  const words = because.kind === "check" ? label(because.label) : t(`action.${because.action}`);
  return (
    <div className={styles.reason}>
      {!plain && (
        <div className={styles.line} data-holds={because.holds || undefined}>
          <Sign size={16} role="img" aria-label={t(because.holds ? "holds" : "holds_not")} />
          <span>
            {[title, because.kind === "rule" ? label(because.label) : "", words].filter(Boolean).join(" · ")}
          </span>
        </div>
      )}
      {because.text && <code className={styles.code}>{because.text}</code>}
      {because.reads.length > 0 && (
        <dl className={styles.reads}>
          {because.reads.map((read) => (
            <div key={read.path}>
              <dt title={read.path}>{read.label}</dt>
              <dd>
                <Shown fields={fields} {...read} />
                {read.node && (
                  <Button type="link" size="small" onClick={() => follow(read.node!)}>
                    {t("why")}
                  </Button>
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
