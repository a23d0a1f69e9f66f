/** One test case: its name, the values given, and what they should lead to. */
import { Button, Input, Select } from "antd";
import { Check, Trash2, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { isComputed } from "@/lib/form-runtime/computed";
import type { Field, TestCase } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { growing } from "@/lib/growing";
import { FieldInput } from "@/ui/fields/inputs";
import { useDesigner } from "../model/context";
import { Mismatches, type CaseResult } from "./mismatches";
import styles from "./tests.module.css";

interface Props {
  item: TestCase;
  number: number;
  result: CaseResult | undefined;
  onChange: (next: TestCase) => void;
  onRemove: () => void;
}

const STATES = ["visible", "required", "readonly"] as const;
type State = (typeof STATES)[number];

export function CaseCard({ item, number, result, onChange, onRemove }: Props) {
  const { t } = useTranslation("trials");
  const label = useLabel();
  const { definition } = useDesigner();
  const expect = item.expect ?? {};
  const plain = definition.fields.filter((field) => !isComputed(field));
  const setExpect = (part: TestCase["expect"]) => onChange({ ...item, expect: { ...expect, ...part } });
  return (
    <article className={styles.card} aria-label={t("number", { number })} data-ok={result?.ok}>
      <header className={styles.head}>
        <span className={styles.mark}>
          {result?.ok === true && <Check size={16} role="img" aria-label={t("passed")} />}
          {result?.ok === false && <X size={16} role="img" aria-label={t("failed")} />}
        </span>
        <Input
          value={item.name}
          maxLength={200}
          aria-label={t("name")}
          status={item.name.trim() ? undefined : "error"}
          onChange={(event) => onChange({ ...item, name: event.target.value })}
        />
        <Button
          type="text"
          icon={<Trash2 size={16} />}
          aria-label={t("remove", { number })}
          onClick={onRemove}
        />
      </header>
      <ValueList
        title={t("given")}
        add={t("add_given")}
        fields={plain}
        values={item.given ?? {}}
        onChange={(given) => onChange({ ...item, given })}
      />
      <ValueList
        title={t("expect_values")}
        add={t("add_value")}
        fields={definition.fields}
        values={expect.values ?? {}}
        onChange={(values) => setExpect({ values })}
      />
      <States item={item} fields={definition.fields} onChange={setExpect} />
      <label className={styles.line}>
        <span className={styles.name}>{t("problems")}</span>
        <Select
          mode="tags"
          className={styles.grow}
          value={expect.problems ?? []}
          placeholder={t(expect.problems ? "no_problems" : "any_problems")}
          tokenSeparators={[",", " "]}
          options={plain.map((field) => ({
            value: `${field.key}:required`,
            label: t("problem_required", { field: label(field.label) || field.key }),
          }))}
          onChange={(problems: string[]) => setExpect({ problems })}
        />
      </label>
      {result && !result.ok && <Mismatches result={result} fields={definition.fields} />}
    </article>
  );
}

interface ValueListProps {
  title: string;
  add: string;
  fields: Field[];
  values: Record<string, unknown>;
  onChange: (values: Record<string, unknown>) => void;
}

/** Fields and their values; what has no plain control (rows, files) is written as JSON. */
function ValueList({ title, add, fields, values, onChange }: ValueListProps) {
  const { t } = useTranslation("trials");
  const label = useLabel();
  const free = fields.filter((field) => !(field.key in values));
  return (
    <section className={styles.part}>
      <h3>{title}</h3>
      {Object.entries(values).map(([path, value]) => {
        const field = fields.find(({ key }) => key === path);
        const name = label(field?.label) || path;
        const { [path]: _gone, ...others } = values;
        const put = (next: unknown) => onChange({ ...values, [path]: next });
        return (
          <div key={path} className={styles.line}>
            <span className={styles.name}>{name}</span>
            <div className={styles.grow}>
              {field && WIDGETS.has(field.type) ? (
                <FieldInput
                  id={`case-${path}`}
                  field={field}
                  topic={path}
                  value={value}
                  label={name}
                  onChange={put}
                />
              ) : (
                <JsonInput label={name} value={value} onChange={put} />
              )}
            </div>
            <Button
              type="text"
              size="small"
              icon={<Trash2 size={14} />}
              aria-label={t("remove_value", { field: name })}
              onClick={() => onChange(others)}
            />
          </div>
        );
      })}
      <Select
        className={styles.add}
        value={null}
        placeholder={add}
        aria-label={add}
        showSearch={{ optionFilterProp: "label" }}
        options={free.map((field) => ({ value: field.key, label: label(field.label) || field.key }))}
        onChange={(key) => key && onChange({ ...values, [key]: null })}
      />
    </section>
  );
}

const WIDGETS = new Set([
  "text",
  "long_text",
  "number",
  "money",
  "percent",
  "boolean",
  "date",
  "datetime",
  "select",
  "multi_select",
  "phone",
  "email",
  "url",
]);

function JsonInput({
  label,
  value,
  onChange,
}: {
  label: string;
  value: unknown;
  onChange: (value: unknown) => void;
}) {
  return (
    <Input.TextArea
      className="dg-mono"
      styles={{ textarea: growing(1, 8) }}
      defaultValue={value === null || value === undefined ? "" : JSON.stringify(value)}
      aria-label={label}
      onBlur={({ target }) => onChange(parsed(target.value))}
    />
  );
}

/** JSON where it is JSON, else the text itself. */
function parsed(text: string): unknown {
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

interface StatesProps {
  item: TestCase;
  fields: Field[];
  onChange: (part: NonNullable<TestCase["expect"]>) => void;
}

function States({ item, fields, onChange }: StatesProps) {
  const { t } = useTranslation("trials");
  const label = useLabel();
  const options = fields.map((field) => ({ value: field.key, label: label(field.label) || field.key }));
  return (
    <section className={styles.part}>
      <h3>{t("expect_states")}</h3>
      {STATES.flatMap((state) => [true, false].map((wanted) => ({ state, wanted }))).map(
        ({ state, wanted }) => {
          const now = item.expect?.[state] ?? {};
          const keys = Object.keys(now).filter((key) => now[key] === wanted);
          const put = (chosen: string[]) =>
            onChange({ [state]: changed(now, chosen, wanted) } as Partial<
              Record<State, Record<string, boolean>>
            >);
          return (
            <label key={`${state}${wanted}`} className={styles.line}>
              <span className={styles.name}>{t(`${state}_${wanted ? "yes" : "no"}`)}</span>
              <Select mode="multiple" className={styles.grow} value={keys} options={options} onChange={put} />
            </label>
          );
        },
      )}
    </section>
  );
}

function changed(now: Record<string, boolean>, chosen: string[], wanted: boolean): Record<string, boolean> {
  const others = Object.entries(now).filter(([key, state]) => state !== wanted && !chosen.includes(key));
  return Object.fromEntries([...others, ...chosen.map((key): [string, boolean] => [key, wanted])]);
}
