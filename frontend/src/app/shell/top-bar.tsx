import { Button, Dropdown } from "antd";
import { ChevronLeft, CircleHelp, Inbox, Languages } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, NavLink } from "react-router";
import { Bell } from "@/features/notifications/bell";
import { toggleHelp } from "@/lib/guide/store";
import { useLocale } from "@/lib/i18n";
import { useCurrentTitle } from "@/lib/page-title";
import { useMe, useSwitchLocale } from "@/lib/queries/session";
import type { Locale } from "@/lib/types";
import { usePhone } from "@/lib/use-media";
import { Mark } from "@/ui/mark";
import { useToast } from "@/ui/use-toast";
import styles from "./shell.module.css";
import { TodoCount } from "./todo-count";
import { UserMenu } from "./user-menu";

function LanguageSwitch() {
  const { t } = useTranslation("shell");
  const locale = useLocale();
  const change = useSwitchLocale();
  const toast = useToast();
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        selectable: true,
        selectedKeys: [locale],
        items: [
          { key: "zh-CN", label: <span lang="zh-CN">{t("common:language.zh-CN")}</span> },
          { key: "en", label: <span lang="en">{t("common:language.en")}</span> },
        ],
        onClick: ({ key }) => void change(key as Locale).catch(toast.failed),
      }}
    >
      <Button type="text" aria-label={t("language")} icon={<Languages size={18} />} />
    </Dropdown>
  );
}

function Crumbs() {
  const { t } = useTranslation("shell");
  const { title, crumbs } = useCurrentTitle();
  return (
    <nav aria-label={t("breadcrumbs")} style={{ minWidth: 0, flex: 1 }}>
      <ol className={styles.crumbs}>
        {crumbs.map((crumb) => (
          <li key={crumb.to}>
            <Link className={styles.crumb} to={crumb.to}>
              {crumb.label}
            </Link>
          </li>
        ))}
        {title && (
          <li>
            <span className={styles.crumb} aria-current="page">
              {title}
            </span>
          </li>
        )}
      </ol>
    </nav>
  );
}

function PhoneHead() {
  const { t } = useTranslation("shell");
  const { title, crumbs } = useCurrentTitle();
  const back = crumbs.at(-1);
  return (
    <>
      {back && (
        <Link className={styles.back} to={back.to} aria-label={t("back_to", { page: back.label })}>
          <ChevronLeft size={22} aria-hidden />
        </Link>
      )}
      <span className={styles.title}>{title}</span>
    </>
  );
}

/** What waits for me, wherever I am. */
function TodoLink() {
  const { t } = useTranslation("shell");
  return (
    <NavLink to="/tasks" className={styles.todo} data-tour="todo">
      <Inbox size={18} aria-hidden />
      {t("nav.todo")}
      <TodoCount />
    </NavLink>
  );
}

export function TopBar() {
  const { t } = useTranslation("shell");
  const me = useMe();
  const phone = usePhone();
  return (
    <header className={styles.top}>
      {phone ? (
        <PhoneHead />
      ) : (
        <>
          <Link className={styles.brand} to="/" aria-label={t("home")}>
            <Mark size={22} />
            <span>{t("common:product")}</span>
          </Link>
          <Crumbs />
        </>
      )}
      <div className={styles.tools}>
        {!phone && (
          <>
            {!me.outside && <TodoLink />}
            <Bell />
          </>
        )}
        <Button
          type="text"
          data-tour="help"
          aria-label={t("help")}
          aria-keyshortcuts="?"
          icon={<CircleHelp size={18} />}
          onClick={toggleHelp}
        />
        <LanguageSwitch />
        {!phone && <UserMenu />}
      </div>
    </header>
  );
}
