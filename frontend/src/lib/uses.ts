/** What uses a field, an option or a form, and where that stands in the page. */
export interface Use {
  kind: string;
  key: string;
  where: string;
  breaking: boolean;
}

const TABS: Record<string, string> = {
  rule: "rules",
  check: "checks",
  test: "tests",
  unique: "settings",
  profile: "profile",
};
const PARTS = new Set(["form", "field", "rule", "check", "view", "unique", "title", "test", "profile"]);

/** The page that shows the use; null where there is none of its own. */
export function placeOfUse(app: string, { kind, key }: Use): string | null {
  const inApp = `/apps/${app}`;
  if (PARTS.has(kind)) {
    const tab = TABS[kind];
    return `${inApp}/forms/${key}/design${tab ? `?tab=${tab}` : ""}`;
  }
  switch (kind) {
    case "saved_view":
      return `${inApp}/forms/${key}`;
    case "flow":
      return `${inApp}/flows/${key}/design`;
    case "page":
      return `${inApp}/pages/${key}/design`;
    case "dashboard":
      return `${inApp}/dashboards/${key}/design`;
    case "grant":
      return `${inApp}/settings/roles`;
    case "navigation":
      return `${inApp}/settings/navigation`;
    default:
      return null;
  }
}
