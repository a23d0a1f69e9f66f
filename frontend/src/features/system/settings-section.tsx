import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/ui/error-state";
import { Section } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { useServerSettings } from "./queries";
import styles from "./system.module.css";
import type { ServerSetting } from "./types";

/** What the operator has set, for reading only, and where it comes from. */
export function SettingsSection() {
  const { t } = useTranslation("system");
  const settings = useServerSettings();
  const shown = ({ value }: ServerSetting) => {
    if (typeof value === "boolean") return value ? t("settings.yes") : t("settings.no");
    return value === "" ? t("settings.empty") : String(value);
  };
  return (
    <Section title={t("settings.title")} text={t("settings.text")}>
      {settings.isPending && <ListSkeleton rows={6} />}
      {settings.isError && (
        <ErrorState error={settings.error} onRetry={() => void settings.refetch()} compact />
      )}
      {settings.data && (
        <ul className={styles.list}>
          {settings.data.map((one) => (
            <li key={one.name} className={styles.row}>
              <div className={styles.what}>
                <span>{t(`settings.name.${one.name}`)}</span>
                <span className={styles.muted}>{one.name}</span>
              </div>
              <div className={styles.value}>
                <span>{shown(one)}</span>
                {one.is_set && <Tag>{t("settings.set")}</Tag>}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
