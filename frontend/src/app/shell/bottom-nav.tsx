import { Bell, Inbox, LayoutGrid, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, NavLink, useLocation } from "react-router";
import { useMe } from "@/lib/queries/session";
import styles from "./shell.module.css";
import { TodoCount, UnreadCount } from "./todo-count";

/** The phone's way around: what waits for me, apps and everything in them, what I was told, and me. */
export function BottomNav() {
  const { t } = useTranslation("shell");
  const { pathname } = useLocation();
  const me = useMe();
  const inApps = pathname === "/" || pathname.startsWith("/apps");
  return (
    <nav className={styles.bottom} aria-label={t("nav.label")}>
      {!me.outside && (
        <NavLink to="/tasks" className={styles.tab} data-tour="todo">
          <Inbox size={20} aria-hidden />
          {t("nav.todo")}
          <TodoCount />
        </NavLink>
      )}
      <Link to="/" className={styles.tab} aria-current={inApps ? "page" : undefined}>
        <LayoutGrid size={20} aria-hidden />
        {t("nav.apps")}
      </Link>
      <NavLink to="/messages" className={styles.tab} data-tour="messages">
        <Bell size={20} aria-hidden />
        {t("nav.messages")}
        <UnreadCount />
      </NavLink>
      <NavLink to="/me" className={styles.tab}>
        <UserRound size={20} aria-hidden />
        {t("nav.mine")}
      </NavLink>
    </nav>
  );
}
