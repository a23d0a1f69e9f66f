import { describe, expect, it } from "vitest";
import { firstPath, placedDashboards, unplacedForms } from "./navigation";
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
