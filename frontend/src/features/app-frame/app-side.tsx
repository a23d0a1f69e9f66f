import { Button, Dropdown } from "antd";
import {
  Activity,
  ChartColumn,
  ChartScatter,
  ChevronsUpDown,
  CodeXml,
  FileUp,
  LayoutTemplate,
  Plus,
  Settings,
  Workflow,
} from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, useLocation, useNavigate } from "react-router";
import { useLabel } from "@/lib/i18n";
import { useKept } from "@/lib/kept";
import { countPlaces } from "@/lib/navigation";
import { usePages } from "@/lib/pages";
import { useApps } from "@/lib/queries/apps";
import { useModels } from "@/lib/queries/models";
import { useMe } from "@/lib/queries/session";
import { useDashboards } from "@/lib/report/queries";
import type { App } from "@/lib/types";
import { AppIcon } from "@/ui/app-icon";
import { NavGroupHead } from "./nav-group-head";
import { FirstDay } from "./first-day";
import { NavTree } from "./nav-tree";
import { later } from "@/ui/later";
import styles from "./app-frame.module.css";

const NewFormDialog = later(async () => (await import("./new-form-dialog")).NewFormDialog);

function AppSwitch({ app }: { app: App }) {
  const { t } = useTranslation("app");
  const label = useLabel();
  const navigate = useNavigate();
  const apps = useApps();
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        selectable: true,
        selectedKeys: [app.key],
        style: { maxHeight: 400, overflowY: "auto" },
        items: (apps.data ?? []).map((one) => ({
          key: one.key,
          label: label(one.label),
          icon: <AppIcon icon={one.icon} color={one.color} size={20} />,
        })),
        onClick: ({ key }) => void navigate(`/apps/${key}`),
      }}
    >
      <button type="button" className={styles.head} aria-label={t("switch", { name: label(app.label) })}>
        <AppIcon icon={app.icon} color={app.color} size={28} />
        <span className={styles.headName}>{label(app.label)}</span>
        <ChevronsUpDown size={16} aria-hidden />
      </button>
    </Dropdown>
  );
}

/** Where the builders' tools lead: there they stay open. Below the two lists are the things themselves. */
const BUILDING = /^\/(import|flows|flow-instances|settings|api)(\/|$)|^\/(pages|dashboards)$/;

/** What only builders see below the navigation, and what is for colleagues alone. */
export function BuilderTools({ app }: { app: App }) {
  return useMe().outside ? null : <Tools app={app} />;
}

/** Beyond so many places the navigation needs the height, and its builders' tools wait behind one line. */
const SHORT = 12;

function Tools({ app }: { app: App }) {
  const { t } = useTranslation("app");
  const { pathname } = useLocation();
  const base = `/apps/${app.key}`;
  const within = pathname.startsWith(base) && BUILDING.test(pathname.slice(base.length));
  const [kept, setKept] = useKept<boolean | null>(`dougong.tools.${app.key}`, null);
  const open = within || (kept ?? countPlaces(app.navigation) <= SHORT);
  const models = useModels(app.key);
  return (
    <div className={styles.foot}>
      {app.can_design && (
        // Closed, it stands for what is in it.
        <div data-tour={open ? undefined : "flows settings"}>
          <NavGroupHead name={t("tools")} open={open} onToggle={() => setKept(!open)} />
        </div>
      )}
      {app.can_design && open && <Building app={app} />}
      {(models.data?.length ?? 0) > 0 && (
        <NavLink to={`${base}/predictions`} className={styles.link}>
          <ChartScatter size={16} aria-hidden />
          <span>{t("predictions")}</span>
        </NavLink>
      )}
      {(open || !app.can_design) && (
        <NavLink to={`${base}/api`} className={styles.link}>
          <CodeXml size={16} aria-hidden />
          <span>{t("api")}</span>
        </NavLink>
      )}
    </div>
  );
}

/** What only builders do. */
function Building({ app }: { app: App }) {
  const { t } = useTranslation("app");
  const [creating, setCreating] = useState(false);
  return (
    <>
      <Button block icon={<Plus size={16} />} onClick={() => setCreating(true)}>
        {t("new_form")}
      </Button>
      <NavLink to={`/apps/${app.key}/import`} className={styles.link} style={{ marginTop: 4 }}>
        <FileUp size={16} aria-hidden />
        <span>{t("import")}</span>
      </NavLink>
      <NavLink to={`/apps/${app.key}/pages`} end className={styles.link}>
        <LayoutTemplate size={16} aria-hidden />
        <span>{t("pages")}</span>
      </NavLink>
      <NavLink to={`/apps/${app.key}/dashboards`} end className={styles.link}>
        <ChartColumn size={16} aria-hidden />
        <span>{t("dashboards")}</span>
      </NavLink>
      <NavLink to={`/apps/${app.key}/flows`} className={styles.link} data-tour="flows">
        <Workflow size={16} aria-hidden />
        <span>{t("flows")}</span>
      </NavLink>
      <NavLink to={`/apps/${app.key}/flow-instances`} className={styles.link}>
        <Activity size={16} aria-hidden />
        <span>{t("flow_instances")}</span>
      </NavLink>
      <NavLink to={`/apps/${app.key}/settings`} className={styles.link} data-tour="settings">
        <Settings size={16} aria-hidden />
        <span>{t("settings")}</span>
      </NavLink>
      {creating && <NewFormDialog app={app.key} open onClose={() => setCreating(false)} />}
    </>
  );
}

/** Keeps the place one is at in sight, however long the navigation; dashboards and pages join it late. */
function useCurrentInSight(app: string) {
  const tree = useRef<HTMLDivElement>(null);
  const { pathname, search } = useLocation();
  const whole = [useDashboards(app), usePages(app)].every((asked) => asked.isSuccess);
  useEffect(() => {
    const frame = requestAnimationFrame(() =>
      tree.current?.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest" }),
    );
    return () => cancelAnimationFrame(frame);
  }, [pathname, search, whole]);
  return tree;
}

export function AppSide({ app }: { app: App }) {
  const tree = useCurrentInSight(app.key);
  return (
    <>
      <AppSwitch app={app} />
      <div ref={tree} className={styles.tree}>
        <NavTree app={app} />
      </div>
      <FirstDay app={app} />
      <BuilderTools app={app} />
    </>
  );
}
