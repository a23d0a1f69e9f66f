import { AutoComplete, Button, Select } from "antd";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { isNumericKind } from "@/lib/form-runtime/kinds";
import type { Grant } from "@/lib/types";
import { unnamedYet } from "@/lib/unnamed-yet";
import { useFormFields } from "./roles-queries";
import styles from "./roles.module.css";

interface Props {
  app: string;
  grant: Grant;
  onChange: (grant: Grant) => void;
}

/** Text as typed → the JSON value its field keeps. */
function valueOf(text: string, type: string | undefined): unknown {
  if (type !== undefined && isNumericKind(type) && text.trim() !== "" && Number.isFinite(Number(text)))
    return Number(text);
  if (type === "boolean") return text === "true";
  return text;
}

/** Values the server writes whenever this grant is used to create or change a record. */
export function SetValues({ app, grant, onChange }: Props) {
  const { t } = useTranslation("roles");
  const label = useLabel();
  const fields = useFormFields(app, grant.form);
  const entries = Object.entries(grant.set ?? {});
  const choices = [
    { value: "owner", label: t("grant.owner") },
    ...(fields.data ?? [])
      .filter((field) => !field.key.includes("."))
      .map((field) => ({ value: field.key, label: label(field.label) || field.key })),
  ];
  const typeOf = (key: string) => fields.data?.find((field) => field.key === key)?.type;
  const put = (next: [string, unknown][]) => {
    const { set: _old, ...rest } = grant;
    onChange(next.length > 0 ? { ...rest, set: Object.fromEntries(next) } : rest);
  };
  const free = choices.find((choice) => !entries.some(([key]) => key === choice.value));
  return (
    <>
      <p className={styles.label}>{t("grant.set")}</p>
      {entries.map(([key, value], index) => (
        <div className={styles.setRow} key={key}>
          <Select
            aria-label={t("grant.set_field")}
            {...unnamedYet(fields.isLoading)}
            value={key}
            options={choices}
            onChange={(next: string) =>
              put(entries.map((entry, at) => (at === index ? [next, entry[1]] : entry)))
            }
          />
          <AutoComplete
            aria-label={t("grant.set_value")}
            value={String(value ?? "")}
            options={[{ value: "user", label: t("grant.current_user") }]}
            onChange={(text: string) =>
              put(entries.map((entry, at) => (at === index ? [key, valueOf(text, typeOf(key))] : entry)))
            }
          />
          <Button
            type="text"
            icon={<X size={16} />}
            aria-label={t("grant.set_remove")}
            onClick={() => put(entries.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button
        size="small"
        icon={<Plus size={14} />}
        disabled={!free}
        onClick={() => free && put([...entries, [free.value, "user"]])}
      >
        {t("grant.set_add")}
      </Button>
    </>
  );
}
