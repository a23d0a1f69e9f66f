import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, Outlet, useLocation, useOutletContext, useParams } from "react-router";
import { useLabel } from "@/lib/i18n";
import { useApp } from "@/lib/queries/apps";
import type { App } from "@/lib/types";
import { Forbidden } from "@/ui/not-found";
import { Page, PageHeader } from "@/ui/page";
import styles from "./settings.module.css";

const TABS = [
  "",
  "release",
  "package",
  "navigation",
  "roles",
  "connections",
  "webhooks",
  "builders",
  "bin",
] as const;

export function SettingsLayout() {
  const { t } = useTranslation("settings");
  const { app: key = "" } = useParams();
  const { data: app } = useApp(key);
  const label = useLabel();
  const { pathname } = useLocation();
  const tabs = useRef<HTMLElement>(null);
  const known = !!app;
  // The open tab is seen on the phone too, where not all of them have room.
  useEffect(() => {
    const open = tabs.current?.querySelector<HTMLElement>("[aria-current=page]");
    open?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  }, [pathname, known]);
  if (!app) return null;
  if (!app.can_design) return <Forbidden />;
  return (
    <Page>
      <PageHeader title={t("title")} crumbs={[{ label: label(app.label), to: `/apps/${key}` }]} />
      <nav ref={tabs} className={styles.tabs} aria-label={t("title")}>
        {TABS.filter((tab) => tab !== "builders" || app.can_manage).map((tab) => (
          <NavLink key={tab} end to={`/apps/${key}/settings${tab && `/${tab}`}`} className={styles.tab}>
            {t(`tab.${tab || "info"}`)}
          </NavLink>
        ))}
      </nav>
      <Outlet context={app} />
    </Page>
  );
}

/** The app whose settings these are; loaded by the layout. */
export function useSettingsApp(): App {
  return useOutletContext<App>();
}
