import type { App, FormCard, Nav } from "./types";

export type NavForm = Extract<Nav, { form: string }>;
export type NavDashboard = Extract<Nav, { dashboard: string }>;
export type NavGroup = Extract<Nav, { group: unknown }>;
export type NavLinkItem = Extract<Nav, { link: string }>;

export const isGroup = (item: Nav): item is NavGroup => "group" in item;
export const isDashboard = (item: Nav): item is NavDashboard => "dashboard" in item;
export const isForm = (item: Nav): item is NavForm => "form" in item;

function allForms(items: Nav[]): NavForm[] {
  return items.flatMap((item) => (isGroup(item) ? allForms(item.items) : isForm(item) ? [item] : []));
}

/** Where an item of the navigation leads. */
export function pathOf(app: string, item: NavForm): string {
  const view = item.view ? `?view=${encodeURIComponent(item.view)}` : "";
  return `/apps/${app}/forms/${item.form}${view}`;
}

/** Where a dashboard of an app is looked at. */
export const dashboardPage = (app: string, dashboard: string): string =>
  `/apps/${app}/dashboards/${dashboard}`;

/** Keys of the dashboards that the navigation names. */
export function placedDashboards(items: Nav[]): string[] {
  return items.flatMap((item) =>
    isGroup(item) ? placedDashboards(item.items) : isDashboard(item) ? [item.dashboard] : [],
  );
}

/** The page an app opens with: its first published form, in the order of the navigation; for builders a draft. */
export function firstPath(app: App): string | null {
  const forms = app.forms.filter((form) => !form.deleted);
  const items = [...allForms(app.navigation), ...forms.map((form): NavForm => ({ form: form.key }))];
  const published = (item: NavForm) => forms.some((form) => form.key === item.form && form.version > 0);
  const open = items.find(published);
  if (open) return pathOf(app.key, open);
  const draft = app.can_design ? items[0] : undefined;
  return draft ? `/apps/${app.key}/forms/${draft.form}/design` : null;
}

/** Forms no item leads to: drafts just made, mostly. Builders must find them somewhere. */
export function unplacedForms(app: App): FormCard[] {
  const placed = new Set(allForms(app.navigation).map((item) => item.form));
  return app.forms.filter((form) => !form.deleted && !placed.has(form.key));
}
