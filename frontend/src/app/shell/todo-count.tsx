import { useTranslation } from "react-i18next";
import { useTaskCounts } from "@/lib/flow/queries";
import styles from "./shell.module.css";

/** A number in a pill; beyond 99 it only says so. */
export function CountPill({ count, urgent }: { count: number; urgent?: boolean }) {
  if (count === 0) return null;
  return (
    <span className={styles.pill} data-urgent={urgent || undefined} aria-hidden>
      {count > 99 ? "99+" : count}
    </span>
  );
}

/** How many to-dos wait for me, and what a screen reader says of it. */
export function useTodo(): { count: number; late: number; name: string } {
  const { t } = useTranslation("shell");
  const { data } = useTaskCounts();
  const count = data?.todo ?? 0;
  const late = data?.late ?? 0;
  const name =
    count === 0
      ? t("nav.todo")
      : late > 0
        ? t("nav.todo_late", { count, late })
        : t("nav.todo_count", { count });
  return { count, late, name };
}
