import type { App, FormCard, Label, Nav } from "./types";

export type NavForm = Extract<Nav, { form: string }>;
export type NavDashboard = Extract<Nav, { dashboard: string }>;
export type NavPage = Extract<Nav, { page: string }>;
export type NavGroup = Extract<Nav, { group: unknown }>;
export type NavLinkItem = Extract<Nav, { link: string }>;

export const isGroup = (item: Nav): item is NavGroup => "group" in item;
export const isDashboard = (item: Nav): item is NavDashboard => "dashboard" in item;
export const isPage = (item: Nav): item is NavPage => "page" in item;
export const isForm = (item: Nav): item is NavForm => "form" in item;

function allForms(items: Nav[]): NavForm[] {
  return items.flatMap((item) => (isGroup(item) ? allForms(item.items) : isForm(item) ? [item] : []));
}

const flat = (items: Nav[]): Nav[] => items.flatMap((item) => (isGroup(item) ? flat(item.items) : [item]));

/** Whether an item leads to something that is switched off with its module. */
export const isClosed = ({ closed }: Pick<App, "closed">, item: Nav): boolean =>
  (isForm(item) && closed.forms.includes(item.form)) ||
  (isDashboard(item) && closed.dashboards.includes(item.dashboard)) ||
  (isPage(item) && closed.pages.includes(item.page)) ||
  (isGroup(item) && item.items.length > 0 && item.items.every((one) => isClosed({ closed }, one)));

/** Where an item of the navigation leads. */
export function pathOf(app: string, item: NavForm): string {
  const view = item.view ? `?view=${encodeURIComponent(item.view)}` : "";
  return `/apps/${app}/forms/${item.form}${view}`;
}

/** Where a dashboard of an app is looked at. */
export const dashboardPage = (app: string, dashboard: string): string =>
  `/apps/${app}/dashboards/${dashboard}`;

/** The one form item that stands for where one is: several lead to views of one form; without a view among them, the
 * one without a view. `search` is that of the address. */
export function currentForm(app: App, pathname: string, search: string): NavForm | undefined {
  const form = /^\/apps\/[^/]+\/forms\/([^/]+)/.exec(pathname)?.[1];
  const items = allForms(app.navigation).filter((item) => item.form === form);
  if (items.length < 2) return items[0] ?? (form === undefined ? undefined : { form });
  const view = new URLSearchParams(search).get("view");
  return items.find((item) => (item.view ?? null) === view) ?? items.find((item) => !item.view);
}

/** What the navigation calls the list of a form («Customers» for the form «Customer»); an entry that leads to one of its
 * views names that view. */
export const listLabel = (app: Pick<App, "navigation"> | undefined, form: string): Label | undefined =>
  allForms(app?.navigation ?? []).find((item) => item.form === form && !item.view && item.label)?.label;

/** How many places the navigation has. */
export const countPlaces = (items: Nav[]): number => flat(items).length;

/** Keys of the dashboards that the navigation names. */
export function placedDashboards(items: Nav[]): string[] {
  return items.flatMap((item) =>
    isGroup(item) ? placedDashboards(item.items) : isDashboard(item) ? [item.dashboard] : [],
  );
}

/** Where a page of an app is looked at. */
export const pagePath = (app: string, page: string): string => `/apps/${app}/pages/${page}`;

/** Keys of the pages that the navigation names. */
export const placedPages = (items: Nav[]): string[] =>
  flat(items)
    .filter(isPage)
    .map((item) => item.page);

/** Where the app opens for people with these roles, as its builder said; their own role before everybody's. */
function homeOf(app: App): Nav | undefined {
  const places = flat(app.navigation).filter((item) => !isClosed(app, item));
  const meant = (item: Nav, roles: string[]) =>
    "home" in item && !!item.home?.some((role) => roles.includes(role));
  return places.find((item) => meant(item, app.roles_of_me)) ?? places.find((item) => meant(item, ["*"]));
}

function placePath(app: App, item: Nav): string | null {
  if (isPage(item)) return pagePath(app.key, item.page);
  if (isDashboard(item)) return dashboardPage(app.key, item.dashboard);
  return isForm(item) && app.forms.some((form) => form.key === item.form && form.version > 0)
    ? pathOf(app.key, item)
    : null;
}

/** The page an app opens with: where its builder said; else the first page or published form of the navigation, in its
 * order; for builders a draft. */
export function firstPath(app: App): string | null {
  const home = homeOf(app);
  const said = home && placePath(app, home);
  if (said) return said;
  const forms = app.forms.filter((form) => !form.deleted && !app.closed.forms.includes(form.key));
  const places = flat(app.navigation).filter(
    (item) => (isPage(item) || isForm(item)) && !isClosed(app, item),
  );
  const items = [...places, ...forms.map((form): NavForm => ({ form: form.key }))];
  for (const item of items) {
    const path = placePath(app, item);
    if (path) return path;
  }
  const draft = app.can_design ? items.find(isForm) : undefined;
  return draft ? `/apps/${app.key}/forms/${draft.form}/design` : null;
}

/** Forms no item leads to: drafts just made, mostly. Builders must find them somewhere. */
export function unplacedForms(app: App): FormCard[] {
  const placed = new Set(allForms(app.navigation).map((item) => item.form));
  const closed = new Set(app.closed.forms);
  return app.forms.filter((form) => !form.deleted && !placed.has(form.key) && !closed.has(form.key));
}
