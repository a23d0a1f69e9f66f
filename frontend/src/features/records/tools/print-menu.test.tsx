// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { App } from "antd";
import i18next from "i18next";
import { expect, it, vi } from "vitest";
import { startI18n } from "@/lib/i18n";
import { PrintSheet } from "./print-menu";

it("templates that can't be had are told, not waited for", async () => {
  window.matchMedia = () =>
    ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }) as never;
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ detail: "Not yours." }), { status: 403 }));
  await startI18n();
  await i18next.loadNamespaces("prints");
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <App>
        <PrintSheet app="crm" form="deal" ids={["1"]} open onClose={() => undefined} />
      </App>
    </QueryClientProvider>,
  );
  expect(await screen.findByText("Not yours.")).toBeTruthy();
});
