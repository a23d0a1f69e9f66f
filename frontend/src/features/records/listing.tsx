/** Around the rows: shadows while the first ones come, what went wrong, nothing there, nothing found. */
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/ui/error-state";
import { EmptyState } from "@/ui/empty-state";
import { ListSkeleton } from "@/ui/skeletons";
import type { RowSource } from "./model/row-source";
import styles from "./records.module.css";

interface Props {
  source: RowSource;
  /** Something narrows the list: an empty answer means «not found», not «nothing here». */
  asked: boolean;
  onForget: () => void;
  empty: ReactNode;
  emptyTitle?: string;
  emptyText?: string;
  children: ReactNode;
}

export function Listing({ source, asked, onForget, empty, emptyTitle, emptyText, children }: Props) {
  const { t } = useTranslation("records");
  const retry = () => source.refresh();
  if (source.error && !source.ready)
    return (
      <div className={styles.around}>
        <ErrorState error={source.error} compact onRetry={retry} />
        {asked && <Button onClick={onForget}>{t("filter.forget")}</Button>}
      </div>
    );
  if (!source.ready && !source.row(0))
    return (
      <div className={styles.loading}>
        <ListSkeleton rows={10} />
      </div>
    );
  if (source.length === 0)
    return (
      <div className={styles.around}>
        {asked ? (
          <EmptyState
            title={t("empty.not_found")}
            text={t("empty.not_found_text")}
            actions={<Button onClick={onForget}>{t("filter.forget")}</Button>}
          />
        ) : (
          <EmptyState
            title={emptyTitle ?? t("empty.title")}
            text={emptyText ?? t("empty.text")}
            actions={empty}
          />
        )}
      </div>
    );
  return (
    <>
      {source.error !== null && (
        <div className={styles.trouble} role="alert">
          {t("load.failed")}
          <Button size="small" onClick={retry}>
            {t("action.retry")}
          </Button>
        </div>
      )}
      {children}
    </>
  );
}
