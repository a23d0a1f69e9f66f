/** Nothing to draw: nothing there yet, nothing that the view's filter wants, or nothing found. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/ui/empty-state";
import type { ViewProps } from "./types";
import styles from "./views.module.css";

export function Nothing({ filter, search, onNew }: Pick<ViewProps, "filter" | "search" | "onNew">) {
  const { t } = useTranslation("records");
  const searched = search !== "";
  const [title, text] = searched
    ? ["not_found", "not_found_text"]
    : filter !== ""
      ? ["view_title", "view_text"]
      : ["title", onNew ? "first" : ""];
  return (
    <div className={styles.hint}>
      <EmptyState
        title={t(`empty.${title}`)}
        text={text ? t(`empty.${text}`) : undefined}
        actions={
          !searched &&
          onNew && (
            <Button type="primary" onClick={() => onNew()}>
              {t("new")}
            </Button>
          )
        }
      />
    </div>
  );
}
