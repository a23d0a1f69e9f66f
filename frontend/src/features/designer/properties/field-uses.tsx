/** What a field depends on and what uses it; and, for a sample record, why it is what it is. */
import { useQuery } from "@tanstack/react-query";
import { App, Button, Drawer, Select } from "antd";
import { CircleHelp, Waypoints } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import type { Field } from "@/lib/form-runtime/definition";
import { useLabel, useLocale } from "@/lib/i18n";
import { namesText } from "@/lib/locale";
import { UsesList } from "@/ui/uses/uses-list";
import { useToast } from "@/ui/use-toast";
import { WhyPanel } from "@/ui/why/why-panel";
import { useDesigner } from "../model/context";
import { useAffected } from "../model/use-affected";
import { draftPath } from "../model/use-draft";
import styles from "./properties.module.css";

type Use =
  | { kind: "field"; node: string }
  | { kind: "rule" | "check"; subform: string | null; number: number };
interface Uses {
  depends_on: string[];
  touched_by: Use[];
  used_by: Use[];
}

export function FieldUses({ field, subform }: { field: Field; subform?: string }) {
  const { t } = useTranslation("why");
  const label = useLabel();
  const locale = useLocale();
  const { app, form, definition, draft } = useDesigner();
  const [asking, setAsking] = useState(false);
  const uses = useQuery({
    queryKey: ["draft-uses", app, form, draft.server.revision],
    queryFn: () => api.get<{ fields: Record<string, Uses> }>(`${draftPath(app, form)}:uses`),
    retry: false,
  });
  const node = subform ? `${subform}.${field.key}` : field.key;
  const mine = uses.data?.fields[node];
  const called = (one: Field): string => label(one.label) || one.key;
  const row = definition.fields.find(({ key }) => key === subform);
  // Beyond a link stand fields of another form: the link says enough.
  const nameOf = (path: string): string => {
    const [head = "", ...rest] = path.split(".");
    const column = row?.type === "subform" ? row.fields.find(({ key }) => key === head) : undefined;
    if (column) return called(column);
    if (row && head === "parent") return nameOf(rest.join("."));
    const own = definition.fields.find(({ key }) => key === head);
    if (!own) return path;
    const inside = own.type === "subform" ? own.fields.find(({ key }) => key === rest[0]) : undefined;
    return [own, ...(inside ? [inside] : [])].map(called).join(" › ");
  };
  const told = (use: Use): string => {
    if (use.kind === "field") return nameOf(use.node);
    const words = t(`uses.${use.kind}`, { number: use.number });
    return use.subform ? `${nameOf(use.subform)} › ${words}` : words;
  };
  const lines: [string, string[]][] = [
    [t("uses.depends_on"), [...new Set(mine?.depends_on.map(nameOf))]],
    [t("uses.touched_by"), mine?.touched_by.map(told) ?? []],
    [t("uses.used_by"), mine?.used_by.map(told) ?? []],
  ];
  const shown = lines.filter(([, words]) => words.length > 0);
  return (
    <div className={styles.group}>
      {shown.map(([name, words]) => (
        <div key={name}>
          <div className={styles.faint}>{name}</div>
          <div>{namesText(words, locale)}</div>
        </div>
      ))}
      {uses.data && shown.length === 0 && <div className={styles.faint}>{t("uses.nothing")}</div>}
      <Everywhere field={field} subform={subform} />
      <Button icon={<CircleHelp size={16} />} onClick={() => setAsking(true)}>
        {t("ask")}
      </Button>
      <Drawer open={asking} size={420} title={t("title")} onClose={() => setAsking(false)} destroyOnHidden>
        <Asked start={subform ? `${subform}.0.${field.key}` : field.key} />
      </Drawer>
    </div>
  );
}

/** Everything that would miss the field: other forms, grants, flows, dashboards and views too. */
function Everywhere({ field, subform }: { field: Field; subform?: string }) {
  const { t } = useTranslation("uses");
  const label = useLabel();
  const toast = useToast();
  const { modal } = App.useApp();
  const { app } = useDesigner();
  const affected = useAffected();
  const [busy, setBusy] = useState(false);
  const name = label(field.label) || field.key;
  const show = async () => {
    setBusy(true);
    try {
      const uses = await affected(field.key, subform);
      const found = uses.length > 0;
      modal.info({
        title: found ? t("title", { name, count: uses.length }) : name,
        icon: null,
        width: 520,
        content: found ? (
          <>
            <p>{t("change_text")}</p>
            <UsesList app={app} uses={uses} />
          </>
        ) : (
          <p>{t("none", { name })}</p>
        ),
      });
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button icon={<Waypoints size={16} />} loading={busy} onClick={() => void show()}>
      {t("ask")}
    </Button>
  );
}

interface Listed {
  items: { id: string; _title?: unknown }[];
}

function Asked({ start }: { start: string }) {
  const { t } = useTranslation("why");
  const { app, form, definition, draft } = useDesigner();
  const [record, setRecord] = useState<string | null>(null);
  const listed = useQuery({
    queryKey: ["why-records", app, form],
    queryFn: () => api.get<Listed>(`/apps/${app}/forms/${form}/records?limit=50&sort=-updated_at`),
    enabled: !!draft.server.published_version,
    retry: false,
  });
  return (
    <>
      <Select
        className={styles.full}
        style={{ marginBottom: 16 }}
        value={record ?? ""}
        showSearch={{ optionFilterProp: "label" }}
        aria-label={t("record")}
        options={[
          { value: "", label: t("new_record") },
          ...(listed.data?.items ?? []).map((each) => ({
            value: each.id,
            label: typeof each._title === "string" && each._title ? each._title : each.id,
          })),
        ]}
        onChange={(id: string) => setRecord(id || null)}
      />
      <WhyPanel
        key={record}
        app={app}
        form={form}
        definition={definition}
        record={record}
        draft
        start={start}
      />
    </>
  );
}
