import { useTranslation } from "react-i18next";
import type { CSSProperties } from "react";
import { Link } from "react-router";
import { accentOf, accentStyle } from "@/lib/accent";
import { useAppearance } from "@/lib/appearance";
import { useLabel } from "@/lib/i18n";
import type { AppCard } from "@/lib/types";
import { appAccent, AppIcon } from "@/ui/app-icon";
import styles from "./workbench.module.css";

export function AppCardLink({ app }: { app: AppCard }) {
  const { t } = useTranslation("workbench");
  const label = useLabel();
  const { mode } = useAppearance();
  const accent = appAccent(app.color);
  const style = accent ? (accentStyle(accentOf(accent, mode)) as CSSProperties) : undefined;
  return (
    <Link to={`/apps/${app.key}`} className={styles.card} style={style}>
      <AppIcon icon={app.icon} color={app.color} size={44} />
      <span className={styles.words}>
        <span className={styles.name}>{label(app.label)}</span>
        <span className={styles.text}>{label(app.description) || t("forms", { count: app.forms })}</span>
      </span>
    </Link>
  );
}
