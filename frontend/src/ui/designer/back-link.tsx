/** The arrow that leads out of a designer. */
import { ArrowLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import styles from "./back-link.module.css";

export function BackLink({ to }: { to: string }) {
  const { t } = useTranslation("drafting");
  return (
    <Link className={styles.back} to={to} aria-label={t("top.back")}>
      <ArrowLeft size={18} aria-hidden />
    </Link>
  );
}
