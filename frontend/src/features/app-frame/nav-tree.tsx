import { Button, Dropdown } from "antd";
import { Ellipsis, ExternalLink, PencilRuler } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, NavLink, useLocation, useNavigate } from "react-router";
import { useLabel } from "@/lib/i18n";
import {
  currentForm,
  dashboardPage,
  isClosed,
  isDashboard,
  isForm,
  isGroup,
  isPage,
  pagePath,
  pathOf,
  placedDashboards,
  unplacedForms,
  type NavDashboard,
  type NavForm,
  type NavPage,
} from "@/lib/navigation";
import { useKept } from "@/lib/kept";
import { usePages } from "@/lib/pages";
import { useDashboards } from "@/lib/report/queries";
import type { App, Nav } from "@/lib/types";
import { NamedIcon } from "@/ui/app-icon";
import { NavGroupHead } from "./nav-group-head";
import styles from "./app-frame.module.css";

function FormLink({ app, item }: { app: App; item: NavForm }) {
  const { t } = useTranslation("app");
  const label = useLabel();
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const form = app.forms.find((one) => one.key === item.form && !one.deleted);
  const here = currentForm(app, pathname, search);
  const current = here?.form === item.form && here.view === item.view;
  if (!form) return null; // in the bin: its place waits for it
  const name = label(item.label) || label(form.label) || item.form;
  const design = `/apps/${app.key}/forms/${item.form}/design`;
  const unpublished = form.version === 0;
  return (
    <li className={styles.row}>
      <Link
        to={unpublished && app.can_design ? design : pathOf(app.key, item)}
        className={styles.link}
        aria-current={current ? "page" : undefined}
      >
        <NamedIcon name={item.icon ?? form.icon ?? "table"} />
        <span>{name}</span>
        {unpublished && <small className={styles.draft}>{t("draft")}</small>}
      </Link>
      {app.can_design && (
        <span className={styles.tool}>
          <Dropdown
            trigger={["click"]}
            menu={{
              items: [{ key: "design", label: t("design"), icon: <PencilRuler size={16} /> }],
              onClick: () => void navigate(design),
            }}
          >
            <Button type="text" size="small" icon={<Ellipsis size={16} />} aria-label={t("more", { name })} />
          </Dropdown>
        </span>
      )}
    </li>
  );
}

function DashboardLink({ app, item }: { app: App; item: NavDashboard }) {
  const label = useLabel();
  const card = useDashboards(app.key).data?.find((one) => one.key === item.dashboard);
  // One that is no longer there, or not open to this person, leads nowhere.
  if (!card || (card.version === 0 && !app.can_design)) return null;
  const page = dashboardPage(app.key, item.dashboard);
  return (
    <li className={styles.row}>
      <NavLink to={card.version === 0 ? `${page}/design` : page} className={styles.link}>
        <NamedIcon name={item.icon ?? card.icon ?? "bar-chart-3"} />
        <span>{label(item.label) || label(card.label) || item.dashboard}</span>
      </NavLink>
    </li>
  );
}

function PageLink({ app, item }: { app: App; item: NavPage }) {
  const label = useLabel();
  const card = usePages(app.key).data?.find((one) => one.key === item.page);
  if (!card) return null;
  const page = pagePath(app.key, item.page);
  return (
    <li className={styles.row}>
      <NavLink to={card.version === 0 ? `${page}/design` : page} className={styles.link}>
        <NamedIcon name={item.icon ?? card.icon ?? "layout-grid"} />
        <span>{label(item.label) || label(card.label) || item.page}</span>
      </NavLink>
    </li>
  );
}

/** A group which this browser may keep closed. */
function Folded({ app, id, name, children }: { app: App; id: string; name: string; children: ReactNode }) {
  const [closed, setClosed] = useKept(`dougong.nav.${app.key}.${id}`, false);
  return (
    <li>
      <NavGroupHead name={name} open={!closed} onToggle={() => setClosed(!closed)} />
      {!closed && children}
    </li>
  );
}

function Item({ app, item }: { app: App; item: Nav }) {
  const label = useLabel();
  if (isClosed(app, item)) return null;
  if (isGroup(item)) {
    if (item.items.length === 0) return null;
    return (
      <Folded app={app} id={JSON.stringify(item.group)} name={label(item.group)}>
        <Items app={app} items={item.items} />
      </Folded>
    );
  }
  if (isDashboard(item)) return <DashboardLink app={app} item={item} />;
  if (isPage(item)) return <PageLink app={app} item={item} />;
  if (isForm(item)) return <FormLink app={app} item={item} />;
  return (
    <li className={styles.row}>
      <a className={styles.link} href={item.link} target="_blank" rel="noreferrer">
        {item.icon ? <NamedIcon name={item.icon} /> : <ExternalLink size={16} aria-hidden />}
        <span>{label(item.label)}</span>
      </a>
    </li>
  );
}

function Items({ app, items }: { app: App; items: Nav[] }) {
  return (
    <ul>
      {items.map((item, index) => (
        <Item key={index} app={app} item={item} />
      ))}
    </ul>
  );
}

/** The app's navigation as its builder arranged it; forms it leaves out are listed for builders only, published
 * dashboards for everybody: who sees them is a matter of rights, not of arranging. */
export function NavTree({ app }: { app: App }) {
  const { t } = useTranslation("app");
  const dashboards = useDashboards(app.key).data ?? [];
  const placed = placedDashboards(app.navigation);
  const free = dashboards.filter(
    ({ key, version, deleted }) =>
      version > 0 && !deleted && !placed.includes(key) && !app.closed.dashboards.includes(key),
  );
  const rest = app.can_design || app.navigation.length === 0 ? unplacedForms(app) : [];
  const arranged = app.navigation.length > 0;
  return (
    <>
      <Items app={app} items={arranged ? app.navigation : rest.map((form) => ({ form: form.key }))} />
      {free.length > 0 && (
        <>
          <p className={styles.group}>{t("dashboards")}</p>
          <Items app={app} items={free.map((card) => ({ dashboard: card.key }))} />
        </>
      )}
      {arranged && rest.length > 0 && (
        <>
          <p className={styles.group}>{t("unplaced")}</p>
          <Items app={app} items={rest.map((form) => ({ form: form.key }))} />
        </>
      )}
    </>
  );
}
