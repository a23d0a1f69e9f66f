/** Nothing to draw: nothing there yet, or nothing found. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/ui/empty-state";
import type { ViewProps } from "./types";
import styles from "./views.module.css";

export function Nothing({ filter, search, onNew }: Pick<ViewProps, "filter" | "search" | "onNew">) {
  const { t } = useTranslation("records");
  const asked = filter !== "" || search !== "";
  return (
    <div className={styles.hint}>
      <EmptyState
        title={t(asked ? "empty.not_found" : "empty.title")}
        text={t(asked ? "empty.not_found_text" : "empty.text")}
        actions={
          !asked &&
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
