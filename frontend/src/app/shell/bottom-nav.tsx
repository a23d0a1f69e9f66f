import { LayoutGrid, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, NavLink, useLocation } from "react-router";
import styles from "./shell.module.css";

/** The phone's way around: apps and everything in them, and me. */
export function BottomNav() {
  const { t } = useTranslation("shell");
  const { pathname } = useLocation();
  const inApps = pathname === "/" || pathname.startsWith("/apps");
  return (
    <nav className={styles.bottom} aria-label={t("nav.label")}>
      <Link to="/" className={styles.tab} aria-current={inApps ? "page" : undefined}>
        <LayoutGrid size={20} aria-hidden />
        {t("nav.apps")}
      </Link>
      <NavLink to="/me" className={styles.tab}>
        <UserRound size={20} aria-hidden />
        {t("nav.mine")}
      </NavLink>
    </nav>
  );
}
