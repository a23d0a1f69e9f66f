import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useLabel } from "@/lib/i18n";
import type { AppCard } from "@/lib/types";
import { AppIcon } from "@/ui/app-icon";
import styles from "./workbench.module.css";

export function AppCardLink({ app }: { app: AppCard }) {
  const { t } = useTranslation("workbench");
  const label = useLabel();
  return (
    <Link to={`/apps/${app.key}`} className={styles.card}>
      <AppIcon icon={app.icon} color={app.color} size={44} />
      <span className={styles.words}>
        <span className={styles.name}>{label(app.label)}</span>
        <span className={styles.text}>{label(app.description) || t("forms", { count: app.forms })}</span>
      </span>
    </Link>
  );
}
