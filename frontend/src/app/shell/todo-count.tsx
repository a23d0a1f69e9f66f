import { useTranslation } from "react-i18next";
import { useUnread } from "@/lib/flow/notifications";
import { useTaskCounts } from "@/lib/flow/queries";
import styles from "./shell.module.css";

interface Props {
  count: number;
  urgent?: boolean;
  /** The number in words, for screen readers. */
  words: string;
}

/** A number in a pill; beyond 99 it only says so. */
function CountPill({ count, urgent, words }: Props) {
  if (count === 0) return null;
  return (
    <>
      <span className={styles.pill} data-urgent={urgent || undefined} aria-hidden>
        {count > 99 ? "99+" : count}
      </span>
      <span className="dg-sr-only">{words}</span>
    </>
  );
}

/** How many to-dos wait for me, and whether some are late. */
export function TodoCount() {
  const { t } = useTranslation("shell");
  const { data } = useTaskCounts();
  const count = data?.todo ?? 0;
  const late = data?.late ?? 0;
  const words = late > 0 ? t("nav.todo_late", { count, late }) : t("nav.todo_count", { count });
  return <CountPill count={count} urgent={late > 0} words={words} />;
}

/** How many messages I have not read. */
export function UnreadCount() {
  const { t } = useTranslation("shell");
  const count = useUnread();
  return <CountPill count={count} words={t("nav.messages_count", { count })} />;
}
