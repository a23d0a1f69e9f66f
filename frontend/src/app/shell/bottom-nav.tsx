import { Bell, Inbox, LayoutGrid, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, NavLink, useLocation } from "react-router";
import { useUnread } from "@/lib/flow/notifications";
import styles from "./shell.module.css";
import { CountPill, useTodo } from "./todo-count";

/** The phone's way around: what waits for me, apps and everything in them, what I was told, and me. */
export function BottomNav() {
  const { t } = useTranslation("shell");
  const { pathname } = useLocation();
  const todo = useTodo();
  const unread = useUnread();
  const inApps = pathname === "/" || pathname.startsWith("/apps");
  return (
    <nav className={styles.bottom} aria-label={t("nav.label")}>
      <NavLink to="/tasks" className={styles.tab} aria-label={todo.name}>
        <span className={styles.tabIcon}>
          <Inbox size={20} aria-hidden />
          <CountPill count={todo.count} urgent={todo.late > 0} />
        </span>
        {t("nav.todo")}
      </NavLink>
      <Link to="/" className={styles.tab} aria-current={inApps ? "page" : undefined}>
        <LayoutGrid size={20} aria-hidden />
        {t("nav.apps")}
      </Link>
      <NavLink
        to="/messages"
        className={styles.tab}
        aria-label={unread > 0 ? t("nav.messages_count", { count: unread }) : undefined}
      >
        <span className={styles.tabIcon}>
          <Bell size={20} aria-hidden />
          <CountPill count={unread} />
        </span>
        {t("nav.messages")}
      </NavLink>
      <NavLink to="/me" className={styles.tab}>
        <UserRound size={20} aria-hidden />
        {t("nav.mine")}
      </NavLink>
    </nav>
  );
}
