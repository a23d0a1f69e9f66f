// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import i18next from "i18next";
import { afterEach, expect, it, vi } from "vitest";
import { startI18n } from "@/lib/i18n";
import { SavingsDialog } from "./savings-dialog";

afterEach(cleanup); // what is still drawing would miss its window

const ITEMS = [
  { kind: "create", minutes: 3, usual: 3 },
  { kind: "notify", minutes: 2, usual: 2 },
];

it("what a step saves is written for every kind of step, and closes what it was set in", async () => {
  window.matchMedia = () =>
    ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }) as never;
  const sent: unknown[] = [];
  vi.stubGlobal("fetch", async (_url: unknown, init?: RequestInit) => {
    if (init?.method === "PUT") sent.push(JSON.parse(String(init.body)));
    return new Response(JSON.stringify({ items: ITEMS }), {
      headers: { "content-type": "application/json" },
    });
  });
  await startI18n();
  await i18next.loadNamespaces(["flowdesign", "drawing"]);
  const closed = vi.fn();
  render(
    <QueryClientProvider client={new QueryClient()}>
      <App>
        <SavingsDialog app="crm" onClose={closed} />
      </App>
    </QueryClientProvider>,
  );
  const [first] = await screen.findAllByRole("spinbutton");
  fireEvent.change(first!, { target: { value: "5" } });
  fireEvent.click(screen.getByRole("button", { name: i18next.t("flowdesign:savings.save") }));
  await waitFor(() => expect(closed).toHaveBeenCalled());
  expect(sent).toEqual([{ minutes: { create: 5, notify: 2 } }]);
});
