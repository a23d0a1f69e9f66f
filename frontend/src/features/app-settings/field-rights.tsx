import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import type { Grant } from "@/lib/types";
import { ErrorState } from "@/ui/error-state";
import { fieldRight, withFieldRight, type FieldRight } from "./grant-presets";
import { useFormFields } from "./roles-queries";
import styles from "./roles.module.css";

const RIGHTS: FieldRight[] = ["none", "read", "write"];

interface Props {
  app: string;
  grant: Grant;
  onChange: (grant: Grant) => void;
}

/** Field by field: hidden, read only, editable. For «all forms» only all fields together make sense. */
export function FieldRights({ app, grant, onChange }: Props) {
  const { t } = useTranslation("roles");
  const label = useLabel();
  const fields = useFormFields(app, grant.form);
  const options = RIGHTS.map((right) => ({ value: right, label: t(`field.${right}`) }));
  const whole: FieldRight | null = grant.write.includes("*")
    ? "write"
    : grant.read.includes("*") && grant.write.length === 0
      ? "read"
      : grant.read.length === 0 && grant.write.length === 0
        ? "none"
        : null;
  const setAll = (right: FieldRight) =>
    onChange({ ...grant, read: right === "none" ? [] : ["*"], write: right === "write" ? ["*"] : [] });
  const keys = (fields.data ?? []).map((field) => field.key);
  return (
    <>
      <p className={styles.label}>{t("grant.fields")}</p>
      {fields.isError && <ErrorState error={fields.error} onRetry={() => void fields.refetch()} compact />}
      <table className={styles.fields}>
        <tbody>
          <tr>
            <th scope="row">{t("field.all")}</th>
            <td>
              <Segmented<FieldRight | "mixed">
                size="small"
                aria-label={t("field.all")}
                value={whole ?? "mixed"}
                onChange={(right) => right !== "mixed" && setAll(right)}
                options={whole ? options : [...options, { value: "mixed", label: t("field.mixed") }]}
              />
            </td>
          </tr>
          {(fields.data ?? []).map((field) => (
            <tr key={field.key}>
              <th scope="row">{label(field.label) || field.key}</th>
              <td>
                <Segmented<FieldRight>
                  size="small"
                  aria-label={label(field.label) || field.key}
                  value={fieldRight(grant, field.key)}
                  onChange={(right) => onChange(withFieldRight(grant, field.key, right, keys))}
                  options={options}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
