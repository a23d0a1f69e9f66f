/** The value of a condition, entered with the field's own widget. */
import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { choicesOf } from "@/lib/form-runtime/kinds";
import { FieldInput } from "@/ui/fields/inputs";
import { valueKind } from "@/lib/form-runtime/kinds";
import { PERIODS, type Operator } from "../model/filter-operators";
import styles from "./tools.module.css";

interface Props {
  field: Field;
  label: string;
  takes: Operator["takes"];
  value: unknown;
  onChange: (value: unknown) => void;
}

/** The field as a question asks for it: any of several values, days without time, one line of text. */
function asked(field: Field, takes: Operator["takes"]): Field {
  const base = { key: field.key, label: field.label };
  if (field.type === "cascade") return { ...field, any_level: true } as Field;
  if (field.type === "tags") return { ...base, type: "tags", options: field.options };
  if (takes === "many" && (field.type === "matrix" || field.type === "ranking"))
    return { ...base, type: "multi_select", options: choicesOf(field) };
  if (takes === "many" && "options" in field)
    return { ...field, type: "multi_select", display: "dropdown" } as Field;
  if (takes === "many") return { ...field, ...base, many: true } as Field;
  const kind = valueKind(field);
  if (kind === "date" || kind === "datetime") return { ...base, type: "date" } as Field;
  if (kind === "number" || kind === "money" || kind === "percent")
    return { ...field, ...base, type: kind, min: null, max: null } as Field;
  if (field.type === "duration") return { ...base, type: "duration", display: field.display };
  if (kind === "rating" || kind === "slider") return { ...base, type: "number", decimals: 6 };
  return { ...base, type: "text" } as Field;
}

export function FilterValue({ field, label, takes, value, onChange }: Props) {
  const { t } = useTranslation("records");
  const id = useId();
  if (takes === "nothing") return null;
  if (takes === "period")
    return (
      <Select
        className={styles.full}
        aria-label={t("filter.value", { field: label })}
        value={value ?? undefined}
        placeholder={t("filter.period")}
        options={Object.keys(PERIODS).map((name) => ({ value: name, label: t(`period.${name}`) }))}
        onChange={onChange}
      />
    );
  const shown = asked(field, takes);
  const name = t("filter.value", { field: label });
  const shared = { field: shown, topic: field.key, label: name };
  if (takes === "two") {
    const [from = null, until = null] = Array.isArray(value) ? (value as unknown[]) : [];
    return (
      <span className={styles.two}>
        <label className="dg-sr-only" htmlFor={`${id}-a`}>
          {name}
        </label>
        <FieldInput {...shared} id={`${id}-a`} value={from} onChange={(next) => onChange([next, until])} />
        <span aria-hidden>–</span>
        <label className="dg-sr-only" htmlFor={`${id}-b`}>
          {name}
        </label>
        <FieldInput {...shared} id={`${id}-b`} value={until} onChange={(next) => onChange([from, next])} />
      </span>
    );
  }
  return (
    <>
      <label className="dg-sr-only" htmlFor={id}>
        {name}
      </label>
      <FieldInput {...shared} id={id} value={value} onChange={onChange} />
    </>
  );
}
