/** The first day, until all of it is done or put away; pressed, help opens. */
import { Progress } from "antd";
import { useTranslation } from "react-i18next";
import { openHelp } from "@/lib/guide/store";
import { countOf, useTours } from "@/lib/guide/tours";
import type { App } from "@/lib/types";
import styles from "./app-frame.module.css";

export function FirstDay({ app }: { app: App }) {
  const { t } = useTranslation("app");
  const { done, all } = countOf(useTours(app.key).data?.items ?? []);
  if (all === 0 || done === all) return null;
  return (
    <button type="button" className={styles.firstDay} data-tour="checklist" onClick={openHelp}>
      <Progress
        type="circle"
        size={20}
        strokeWidth={14}
        percent={(done / all) * 100}
        showInfo={false}
        aria-hidden
      />
      <span>{t("first_day")}</span>
      <small>
        {done} / {all}
      </small>
    </button>
  );
}
