import { useTranslation } from "react-i18next";
import { Mark } from "@/ui/mark";
import styles from "./splash.module.css";

/** What stands while the first page travels: only the mark, and only after a moment. */
export function Splash() {
  const { t } = useTranslation("common", { useSuspense: false });
  return (
    <div className={styles.splash} role="status" aria-label={t("loading")}>
      <Mark size={40} />
    </div>
  );
}
