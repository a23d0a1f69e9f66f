import {
  Bell,
  Building2,
  Inbox,
  LayoutGrid,
  ScrollText,
  UserRound,
  Users,
  UsersRound,
  type LucideIcon,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ReactNode } from "react";
import { NavLink } from "react-router";
import { useUnread } from "@/lib/flow/notifications";
import { useMe } from "@/lib/queries/session";
import styles from "./shell.module.css";
import { CountPill, useTodo } from "./todo-count";

function Item({
  to,
  label,
  icon: Icon,
  end,
  count,
  name,
}: {
  to: string;
  label: string;
  icon: LucideIcon;
  end?: boolean;
  count?: ReactNode;
  /** What a screen reader says, when it is more than the label. */
  name?: string;
}) {
  return (
    <NavLink to={to} end={end} className={styles.link} aria-label={name}>
      <Icon size={16} aria-hidden />
      {label}
      {count}
    </NavLink>
  );
}

/** The side of the platform's own pages; an app draws its own. */
export function SideNav() {
  const { t } = useTranslation("shell");
  const me = useMe();
  const todo = useTodo();
  const unread = useUnread();
  return (
    <nav className={styles.side} aria-label={t("nav.label")}>
      <Item
        to="/tasks"
        label={t("nav.todo")}
        name={todo.name}
        icon={Inbox}
        count={<CountPill count={todo.count} urgent={todo.late > 0} />}
      />
      <Item to="/" end label={t("nav.apps")} icon={LayoutGrid} />
      <Item
        to="/messages"
        label={t("nav.messages")}
        name={unread > 0 ? t("nav.messages_count", { count: unread }) : undefined}
        icon={Bell}
        count={<CountPill count={unread} />}
      />
      {me.is_admin && (
        <>
          <p className={styles.heading}>{t("nav.organisation")}</p>
          <Item to="/people" label={t("nav.people")} icon={Users} />
          <Item to="/departments" label={t("nav.departments")} icon={Building2} />
          <Item to="/groups" label={t("nav.groups")} icon={UsersRound} />
          <Item to="/audit" label={t("nav.audit")} icon={ScrollText} />
        </>
      )}
      <p className={styles.heading}>{t("nav.personal")}</p>
      <Item to="/me" label={t("nav.me")} icon={UserRound} />
    </nav>
  );
}
