import {
  Bell,
  Building2,
  CalendarClock,
  Inbox,
  LayoutGrid,
  MailCheck,
  ScrollText,
  ServerCog,
  ShieldCheck,
  UserRound,
  Users,
  UsersRound,
  type LucideIcon,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ReactNode } from "react";
import { NavLink } from "react-router";
import { useMe } from "@/lib/queries/session";
import styles from "./shell.module.css";
import { TodoCount, UnreadCount } from "./todo-count";

function Item({
  to,
  label,
  icon: Icon,
  end,
  count,
}: {
  to: string;
  label: string;
  icon: LucideIcon;
  end?: boolean;
  count?: ReactNode;
}) {
  return (
    <NavLink to={to} end={end} className={styles.link}>
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
  return (
    <nav className={styles.side} aria-label={t("nav.label")}>
      {!me.outside && <Item to="/tasks" label={t("nav.todo")} icon={Inbox} count={<TodoCount />} />}
      <Item to="/" end label={t("nav.apps")} icon={LayoutGrid} />
      <Item to="/messages" label={t("nav.messages")} icon={Bell} count={<UnreadCount />} />
      {me.is_admin && (
        <>
          <p className={styles.heading}>{t("nav.organisation")}</p>
          <Item to="/people" label={t("nav.people")} icon={Users} />
          <Item to="/departments" label={t("nav.departments")} icon={Building2} />
          <Item to="/groups" label={t("nav.groups")} icon={UsersRound} />
          <Item to="/calendars" label={t("nav.calendars")} icon={CalendarClock} />
          <Item to="/security" label={t("nav.security")} icon={ShieldCheck} />
          <Item to="/letters" label={t("nav.letters")} icon={MailCheck} />
          <Item to="/audit" label={t("nav.audit")} icon={ScrollText} />
          <Item to="/system" label={t("nav.system")} icon={ServerCog} />
        </>
      )}
      <p className={styles.heading}>{t("nav.personal")}</p>
      <Item to="/me" label={t("nav.me")} icon={UserRound} />
    </nav>
  );
}
