// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import i18next from "i18next";
import { MemoryRouter } from "react-router";
import { expect, test } from "vitest";
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

test("a form in the bin leaves the navigation, although its place there is kept", async () => {
  await startI18n();
  await i18next.loadNamespaces("app");
  const app: App = {
    key: "crm",
    label: "CRM",
    icon: null,
    color: null,
    description: null,
    can_design: true,
    can_manage: true,
    navigation: [{ form: "kept" }, { form: "binned" }],
    forms: [form("kept")],
    roles_of_me: [],
    closed: { forms: [], dashboards: [], pages: [] },
    version: 1,
  };
  const client = new QueryClient({ defaultOptions: { queries: { enabled: false } } });
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <NavTree app={app} />
      </MemoryRouter>
    </QueryClientProvider>,
  );
  expect(screen.getAllByRole("link").map((link) => link.textContent)).toEqual(["The form kept"]);
});
