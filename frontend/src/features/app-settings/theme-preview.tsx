/** How the app looks with an icon and a colour: on light ground and on dark. */
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import { accentOf, accentStyle, type Mode } from "@/lib/accent";
import { AppIcon, appColour, NamedIcon } from "@/ui/app-icon";
import styles from "./theme-preview.module.css";

interface Props {
  name: string;
  icon: string | null;
  color: string | null;
}

const MODES: Mode[] = ["light", "dark"];

export function ThemePreview(props: Props) {
  const { t } = useTranslation("settings");
  return (
    <div className={styles.both} role="img" aria-label={t("info.preview")}>
      {MODES.map((mode) => (
        <Sample key={mode} mode={mode} {...props} />
      ))}
    </div>
  );
}

function Sample({ mode, name, icon, color }: Props & { mode: Mode }) {
  const { t } = useTranslation("settings");
  const shades = accentStyle(accentOf(appColour(color), mode)) as CSSProperties;
  return (
    <div className={styles.sample} data-mode={mode} style={shades}>
      <span className={styles.head}>
        <AppIcon icon={icon} color={color} size={28} />
        <span className={styles.name}>{name}</span>
      </span>
      <span className={styles.chosen}>
        <NamedIcon name={icon} />
        {t("info.preview_chosen")}
      </span>
      <span className={styles.row}>
        <span className={styles.button}>{t("info.preview_button")}</span>
        <span className={styles.link}>{t("info.preview_link")}</span>
      </span>
    </div>
  );
}
