// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import i18next from "i18next";
import { MemoryRouter } from "react-router";
import { afterEach, expect, test } from "vitest";
import { startI18n } from "@/lib/i18n";
import type { App, FormCard } from "@/lib/types";
import { NavTree } from "./nav-tree";

const form = (key: string): FormCard => ({
  key,
  label: `The form ${key}`,
  icon: null,
  version: 1,
  dirty: false,
  deleted: false,
  ops: ["read"],
});

afterEach(cleanup);

const app = (navigation: App["navigation"], forms: FormCard[]): App => ({
  key: "crm",
  label: "CRM",
  icon: null,
  color: null,
  description: null,
  can_design: false,
  can_manage: false,
  navigation,
  forms,
  roles_of_me: [],
  closed: { forms: [], dashboards: [], pages: [] },
  version: 1,
});

async function draw(drawn: App): Promise<void> {
  await startI18n();
  await i18next.loadNamespaces("app");
  const client = new QueryClient({ defaultOptions: { queries: { enabled: false } } });
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <NavTree app={drawn} />
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

const links = () => screen.queryAllByRole("link").map((link) => link.textContent);

test("a form in the bin leaves the navigation, although its place there is kept", async () => {
  await draw(app([{ form: "kept" }, { form: "binned" }], [form("kept")]));
  expect(links()).toEqual(["The form kept"]);
});

test("a group folds, and stays folded in this browser", async () => {
  const grouped = app([{ group: "Sales", items: [{ form: "deal" }] }], [form("deal")]);
  await draw(grouped);
  const head = screen.getByRole("button", { name: "Sales" });
  expect([head.getAttribute("aria-expanded"), links()]).toEqual(["true", ["The form deal"]]);
  fireEvent.click(head);
  expect([head.getAttribute("aria-expanded"), links()]).toEqual(["false", []]);
  cleanup();
  await draw(grouped);
  expect(links()).toEqual([]);
});
