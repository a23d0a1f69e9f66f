/** A published form of the app. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { useApp } from "@/lib/queries/apps";
import { useCatalogue } from "@/lib/report/queries";
import { useDesigner } from "../model/context";
import styles from "./parts.module.css";

interface Props {
  id: string;
  value: string | null | undefined;
  onChange: (form: string) => void;
}

export function FormSelect({ id, value, onChange }: Props) {
  const { t } = useTranslation("dashdesign");
  const label = useLabel();
  const { app } = useDesigner();
  const forms = (useApp(app).data?.forms ?? []).filter((form) => !form.deleted && form.version > 0);
  const own = forms.map((form) => ({ value: form.key, label: label(form.label) || form.key }));
  const sources = (useCatalogue().data?.sources ?? []).map((one) => ({
    value: one.key,
    label: label(one.label) || one.key,
  }));
  return (
    <Select<string>
      id={id}
      className={styles.full}
      placeholder={t("pick.form")}
      value={value || undefined}
      options={
        sources.length > 0
          ? [
              { label: t("pick.forms"), options: own },
              { label: t("pick.sources"), options: sources },
            ]
          : own
      }
      onChange={onChange}
    />
  );
}
