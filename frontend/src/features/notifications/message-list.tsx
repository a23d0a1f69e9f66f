/** Messages, newest first; opening one reads it. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNotifications } from "@/lib/flow/notifications";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { MessageLine } from "./message-line";
import styles from "./notifications.module.css";

interface Props {
  unread: boolean;
  limit?: number;
  /** In the bell's popover: no «more». */
  compact?: boolean;
  onLeave?: () => void;
}

export function MessageList({ unread, limit, compact = false, onLeave }: Props) {
  const { t } = useTranslation("messages");
  const pages = useNotifications(unread, limit);
  if (pages.isPending) return <ListSkeleton rows={compact ? 3 : 6} />;
  if (pages.isError) return <ErrorState error={pages.error} compact onRetry={() => void pages.refetch()} />;
  const messages = pages.data.pages.flatMap((page) => page.items);
  if (messages.length === 0)
    return (
      <EmptyState compact={compact} title={t(unread ? "empty_unread" : "empty")} text={t("empty_text")} />
    );
  return (
    <>
      <ul className={styles.list} aria-label={t("title")}>
        {messages.map((message) => (
          <MessageLine key={message.id} message={message} removable={!compact} onLeave={onLeave} />
        ))}
      </ul>
      {!compact && pages.hasNextPage && (
        <div className={styles.more}>
          <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t("common:action.more")}
          </Button>
        </div>
      )}
    </>
  );
}
