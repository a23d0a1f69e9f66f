import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import type { Grant } from "@/lib/types";
import { useFormFields } from "./roles-queries";
import styles from "./roles.module.css";

interface Props {
  app: string;
  grant: Grant;
  onChange: (grant: Grant) => void;
}

/** Which encrypted fields may be seen whole; nothing for forms without any. */
export function RevealRights({ app, grant, onChange }: Props) {
  const { t } = useTranslation("roles");
  const label = useLabel();
  const fields = useFormFields(app, grant.form);
  const encrypted = (fields.data ?? []).filter((field) => field.type === "encrypted");
  if (encrypted.length === 0 || !grant.ops.includes("read")) return null;
  return (
    <>
      <p className={styles.label}>{t("grant.reveal")}</p>
      <Select
        mode="multiple"
        style={{ width: "100%" }}
        aria-label={t("grant.reveal")}
        placeholder={t("grant.reveal_help")}
        value={grant.reveal ?? []}
        options={encrypted.map((field) => ({ value: field.key, label: label(field.label) || field.key }))}
        onChange={(reveal: string[]) => onChange({ ...grant, reveal })}
      />
    </>
  );
}
