import { describe, expect, it } from "vitest";
import { currentForm, firstPath, listLabel, placedDashboards, unplacedForms } from "./navigation";
import type { App, FormCard } from "./types";

const form = (key: string, version: number, deleted = false): FormCard => ({
  key,
  label: key,
  icon: null,
  version,
  dirty: false,
  deleted,
  ops: ["read"],
});

const app = (part: Partial<App>): App => ({
  key: "crm",
  label: "CRM",
  icon: null,
  color: null,
  description: null,
  can_design: false,
  can_manage: false,
  navigation: [],
  forms: [],
  roles_of_me: [],
  closed: { forms: [], dashboards: [], pages: [] },
  version: 1,
  ...part,
});

describe("the page an app opens with", () => {
  const forms = [form("draft", 0), form("first", 1), form("second", 2), form("gone", 3, true)];

  it("is the first published form in the order of the navigation", () => {
    const navigation = [{ group: "G", items: [{ form: "draft" }, { form: "second", view: "mine" }] }];
    expect(firstPath(app({ forms, navigation }))).toBe("/apps/crm/forms/second?view=mine");
    expect(firstPath(app({ forms }))).toBe("/apps/crm/forms/first");
  });

  it("is the designer where nothing is published yet, for builders only", () => {
    const only = { forms: [form("draft", 0)] };
    expect(firstPath(app({ ...only, can_design: true }))).toBe("/apps/crm/forms/draft/design");
    expect(firstPath(app(only))).toBeNull();
  });

  it("knows the dashboards that have a place", () => {
    const navigation = [
      { dashboard: "sales" },
      { group: "G", items: [{ dashboard: "service" }, { form: "first" }] },
    ];
    expect(placedDashboards(navigation)).toEqual(["sales", "service"]);
  });

  it("leaves no form out of a builder's sight", () => {
    const navigation = [{ group: "G", items: [{ form: "second" }] }];
    expect(unplacedForms(app({ forms, navigation })).map((one) => one.key)).toEqual(["draft", "first"]);
  });
});

describe("where one is in the navigation", () => {
  const [mine, all, work] = [{ form: "lead", view: "mine" }, { form: "lead", view: "all" }, { form: "work" }];
  const mywork = { form: "work", view: "mine" };
  const shown = app({ navigation: [{ group: "Leads", items: [mine, all] }, mywork, work] });
  const at = (path: string, search = "") => currentForm(shown, `/apps/crm/forms/${path}`, search);

  it("is the one item with the view that is open, also beside a record", () => {
    expect(at("lead", "?view=all")).toBe(all);
    expect(at("lead/records/1", "?view=mine")).toBe(mine);
    expect(at("work", "?view=mine")).toBe(mywork);
  });

  it("is the item without a view for all other views, and none where there is no such item", () => {
    expect(at("work", "?view=board")).toBe(work);
    expect(at("lead", "?view=board")).toBeUndefined();
    expect(currentForm(shown, "/apps/crm/settings", "")).toBeUndefined();
  });
});

describe("the name of a list", () => {
  const items = [
    { form: "lead", view: "mine", label: { en: "My leads" } },
    { form: "lead", label: { en: "Leads" } },
    { form: "work" },
  ];
  const shown = app({ navigation: [{ group: "G", items }] });

  it("is that of the entry that leads to the whole list, and none without a name or an entry", () => {
    expect(listLabel(shown, "lead")).toEqual({ en: "Leads" });
    expect(listLabel(shown, "work")).toBeUndefined();
    expect(listLabel(undefined, "lead")).toBeUndefined();
  });
});
