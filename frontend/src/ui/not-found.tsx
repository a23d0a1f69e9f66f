import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Mark } from "./mark";
import styles from "./state.module.css";

function Dead({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation("common");
  return (
    <div className={styles.state}>
      <span className={styles.art}>
        <Mark size={28} />
      </span>
      <h1 className={styles.title}>{title}</h1>
      <p className={styles.text}>{text}</p>
      <p className={styles.actions}>
        <Link to="/">{t("error.home")}</Link>
      </p>
    </div>
  );
}

export function NotFound() {
  const { t } = useTranslation("common");
  return <Dead title={t("error.not_found")} text={t("error.not_found_text")} />;
}

export function Forbidden() {
  const { t } = useTranslation("common");
  return <Dead title={t("error.forbidden")} text={t("error.forbidden_text")} />;
}
