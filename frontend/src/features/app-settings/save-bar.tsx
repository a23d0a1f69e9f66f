import { Button } from "antd";
import { useTranslation } from "react-i18next";
import styles from "./settings.module.css";

interface Props {
  busy: boolean;
  onSave: () => void;
  onDiscard: () => void;
}

/** Stands at the foot while there is something unsaved: all of it is saved at once, or none. */
export function SaveBar({ busy, onSave, onDiscard }: Props) {
  const { t } = useTranslation("settings");
  return (
    <div className={styles.savebar} role="region" aria-label={t("unsaved")}>
      <span>{t("unsaved")}</span>
      <Button onClick={onDiscard}>{t("discard")}</Button>
      <Button type="primary" loading={busy} onClick={onSave}>
        {t("save")}
      </Button>
    </div>
  );
}
