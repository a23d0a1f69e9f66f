/** A form, of this app or of another one. */
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { useApps } from "@/lib/queries/apps";
import type { App } from "@/lib/types";
import { useFlowDesigner } from "../model/context";
import styles from "./parts.module.css";

interface Props {
  id?: string;
  label: string;
  app: string | null | undefined;
  form: string | null | undefined;
  onChange: (form: string, app: string | null) => void;
}

export function FormSelect({ id, label, app, form, onChange }: Props) {
  const { t } = useTranslation("flowdesign");
  const { app: own, words } = useFlowDesigner();
  const apps = (useApps().data ?? []).filter((card) => card.can_design || card.key === own);
  const of = app ?? own;
  const other = useQuery({
    queryKey: ["app", of],
    queryFn: () => api.get<App>(`/apps/${of}`),
    enabled: of !== own,
  });
  const forms = of === own ? words.catalog.forms : (other.data?.forms ?? []).filter((card) => !card.deleted);
  return (
    <div className={styles.stack}>
      {apps.length > 1 && (
        <Select<string>
          className={styles.full}
          aria-label={t("pick.app")}
          value={of}
          options={apps.map((card) => ({ value: card.key, label: words.label(card.label) }))}
          onChange={(next) =>
            onChange(next === own ? (words.catalog.forms[0]?.key ?? "") : "", next === own ? null : next)
          }
        />
      )}
      <Select<string>
        id={id}
        className={styles.full}
        aria-label={label}
        placeholder={t("pick.form")}
        value={form || undefined}
        options={forms.map((card) => ({ value: card.key, label: words.label(card.label) || card.key }))}
        onChange={(next) => onChange(next, of === own ? null : of)}
      />
    </div>
  );
}
