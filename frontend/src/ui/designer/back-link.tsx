/** The arrow that leads out of a page without the app's frame, or out of a list of its own. */
import { ArrowLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import styles from "./back-link.module.css";

interface Props {
  to: string;
  /** Where it leads, where that isn't plain. */
  label?: string;
}

export function BackLink({ to, label }: Props) {
  const { t } = useTranslation("drafting");
  return (
    <Link className={styles.back} to={to} aria-label={label ?? t("top.back")}>
      <ArrowLeft size={18} aria-hidden />
    </Link>
  );
}
