/** What the flow is tried with: a record that is there, or values made up for it; and who starts it. */
import { useQuery } from "@tanstack/react-query";
import { Segmented, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { COMPUTED } from "@/lib/form-runtime/computed";
import { api } from "@/lib/api";
import type { Field } from "@/lib/form-runtime/definition";
import { useDebounced } from "@/lib/use-debounced";
import { FieldInput } from "@/ui/fields/inputs";
import { PersonPicker } from "@/ui/person-picker";
import { Property } from "@/ui/property/property";
import { useFlowDesigner } from "../model/context";
import styles from "./dry-run.module.css";
import { FILE_TYPES } from "@/lib/form-runtime/kinds";

export interface Input {
  record: string | null;
  values: Record<string, unknown>;
  initiator: string | null;
}

const MADE_UP = new Set<string>([...COMPUTED, "subform", "link", ...FILE_TYPES]);

/** Fields whose values the flow looks at come first; the rest is long. */
function usedFields(definition: object, fields: Field[]): Field[] {
  const text = JSON.stringify(definition);
  const plain = fields.filter((field) => !MADE_UP.has(field.type));
  const used = plain.filter((field) => new RegExp(`\\b${field.key}\\b`).test(text));
  return used.length > 0 ? used : plain.slice(0, 6);
}

export function RunInput({ value, onChange }: { value: Input; onChange: (value: Input) => void }) {
  const { t } = useTranslation("flowdesign");
  const [kind, setKind] = useState<"record" | "sample">("record");
  const { definition, words } = useFlowDesigner();
  const form = definition.form;
  const fields = form ? usedFields(definition, words.catalog.definition(form)?.fields ?? []) : [];
  return (
    <>
      {form && (
        <Segmented<"record" | "sample">
          block
          aria-label={t("dry.with")}
          value={kind}
          options={[
            { value: "record", label: t("dry.record") },
            { value: "sample", label: t("dry.sample") },
          ]}
          onChange={(next) => {
            setKind(next);
            onChange({ ...value, record: null, values: {} });
          }}
        />
      )}
      {form && kind === "record" && (
        <RecordSelect
          form={form}
          value={value.record}
          onChange={(record) => onChange({ ...value, record })}
        />
      )}
      {kind === "sample" &&
        fields.map((field) => (
          <SampleValue
            key={field.key}
            field={field}
            value={value.values[field.key] ?? null}
            onChange={(next) => {
              const { [field.key]: _old, ...rest } = value.values;
              onChange({ ...value, values: next === null ? rest : { ...rest, [field.key]: next } });
            }}
          />
        ))}
      <Property label={t("dry.initiator")}>
        <PersonPicker
          aria-label={t("dry.initiator")}
          placeholder={t("dry.me")}
          value={value.initiator}
          onChange={(id) => onChange({ ...value, initiator: typeof id === "string" ? id : null })}
        />
      </Property>
    </>
  );
}

interface SampleProps {
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
}

function SampleValue({ field, value, onChange }: SampleProps) {
  const id = useId();
  const { words } = useFlowDesigner();
  const name = words.label(field.label) || field.key;
  return (
    <Property label={name} htmlFor={id}>
      <FieldInput id={id} field={field} topic={field.key} value={value} label={name} onChange={onChange} />
    </Property>
  );
}

interface RecordRow {
  id: string;
  _title?: string | null;
}

interface RecordProps {
  form: string;
  value: string | null;
  onChange: (record: string | null) => void;
}

export function RecordSelect({ form, value, onChange }: RecordProps) {
  const { t } = useTranslation("flowdesign");
  const id = useId();
  const { app } = useFlowDesigner();
  const [search, setSearch] = useState("");
  const rested = useDebounced(search);
  const found = useQuery({
    queryKey: ["flow-records", app, form, rested],
    queryFn: () =>
      api.get<{ items: RecordRow[] }>(`/apps/${app}/forms/${form}/records`, {
        query: { limit: 30, search: rested || undefined },
      }),
    placeholderData: (before) => before,
  });
  return (
    <Property label={t("dry.record")} htmlFor={id}>
      <Select<string>
        id={id}
        className={styles.full}
        allowClear
        showSearch={{ filterOption: false, onSearch: setSearch }}
        loading={found.isFetching}
        placeholder={t("dry.pick_record")}
        value={value ?? undefined}
        options={(found.data?.items ?? []).map((row) => ({ value: row.id, label: row._title || row.id }))}
        onChange={(next: string | undefined) => onChange(next ?? null)}
      />
    </Property>
  );
}
