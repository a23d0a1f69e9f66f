/** A field of a form, or one reached along its links, chosen by its name. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { matchesText } from "@/lib/pinyin";
import type { ReportField } from "@/lib/report/queries";
import { unnamedYet } from "@/lib/unnamed-yet";
import styles from "./parts.module.css";

/** «Customer › Level» */
export function useFieldName(): (field: ReportField) => string {
  const label = useLabel();
  return (field) =>
    [...field.via, field.label]
      .map((one) => label(one))
      .filter(Boolean)
      .join(" › ") || field.path;
}

interface Props {
  id?: string;
  label: string;
  fields: readonly ReportField[];
  value: string | null | undefined;
  only?: (field: ReportField) => boolean;
  onChange: (field: ReportField) => void;
}

const search = (text: string, option: { label?: unknown; value?: unknown } | undefined) =>
  matchesText(text, String(option?.label ?? ""), String(option?.value ?? ""));

export function FieldSelect({ id, label, fields, value, only, onChange }: Props) {
  const { t } = useTranslation("dashdesign");
  const nameOf = useFieldName();
  const offered = fields.filter((field) => !only || only(field) || field.path === value);
  const known = !value || fields.some((field) => field.path === value);
  return (
    <Select<string>
      id={id}
      className={styles.full}
      aria-label={label}
      placeholder={t("pick.field")}
      value={value || undefined}
      {...unnamedYet(fields.length === 0)}
      status={known || fields.length === 0 ? undefined : "error"}
      showSearch={{ filterOption: search }}
      popupMatchSelectWidth={240}
      options={offered.map((field) => ({ value: field.path, label: nameOf(field) }))}
      onChange={(path) => {
        const field = fields.find((one) => one.path === path);
        if (field) onChange(field);
      }}
    />
  );
}

interface ManyProps extends Omit<Props, "value" | "onChange"> {
  value: readonly string[];
  onChange: (paths: string[]) => void;
}

/** Several fields, in the order they were chosen. */
export function FieldsSelect({ id, label, fields, value, only, onChange }: ManyProps) {
  const { t } = useTranslation("dashdesign");
  const nameOf = useFieldName();
  return (
    <Select<string[]>
      id={id}
      mode="multiple"
      className={styles.full}
      aria-label={label}
      placeholder={t("pick.fields")}
      value={[...value]}
      {...unnamedYet(fields.length === 0)}
      showSearch={{ filterOption: search }}
      options={fields
        .filter((field) => !only || only(field) || value.includes(field.path))
        .map((field) => ({ value: field.path, label: nameOf(field) }))}
      onChange={onChange}
    />
  );
}
