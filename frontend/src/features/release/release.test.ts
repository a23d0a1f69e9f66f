// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import { createElement, type ReactNode } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { problemText } from "@/lib/problem-text";
import { toAccept } from "./consequences";
import { useCarryOut, useChanges, type Item, type Preview } from "./queries";

afterEach(() => void vi.unstubAllGlobals());

function world(answer: (url: string) => unknown) {
  const asked: URL[] = [];
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(new URL(url, "http://localhost"));
    return new Response(JSON.stringify(answer(url)));
  });
  const client = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) =>
    createElement(QueryClientProvider, { client }, children);
  return { asked, client, wrapper };
}

it("several drafts can be left out: each is a parameter of its own", async () => {
  const { asked, wrapper } = world(() => ({ items: [] }));
  renderHook(() => useChanges("crm", ["form:deal", "flow:check"]), { wrapper });
  await waitFor(() => expect(asked).toHaveLength(1));
  expect(asked[0]!.searchParams.getAll("leave_out")).toEqual(["form:deal", "flow:check"]);
});

it("a publish that fails in its job is told in the job's own words", async () => {
  const job = { id: "j", state: "failed", message: "Two records are alike." };
  const { wrapper } = world((url) => (url.includes("/jobs/") ? job : { version: 2, job: "j" }));
  const { result } = renderHook(() => useCarryOut("crm", null), { wrapper });
  const failure = await act(() =>
    result.current.mutateAsync({ state: "s" }).catch((error: unknown) => error),
  );
  expect(problemText(failure)).toBe("Two records are alike.");
});

it("after a publish a form that was open before is asked for anew", async () => {
  const { client, wrapper } = world(() => ({ version: 2 }));
  client.setQueryData(["form-runtime", "crm", "deal"], {});
  const { result } = renderHook(() => useCarryOut("crm", null), { wrapper });
  await act(() => result.current.mutateAsync({ state: "s" }));
  expect(client.getQueryState(["form-runtime", "crm", "deal"])?.isInvalidated).toBe(true);
});

it("what was accepted is what was shown: another loss is accepted anew", () => {
  const item = (key: string, lost: number): Item =>
    ({ kind: "form", key, lost, tests: [] }) as unknown as Item;
  const preview = (...items: Item[]) => ({ items }) as Preview;
  expect(toAccept(preview(item("deal", 0)))).toBeNull();
  const shown = toAccept(preview(item("deal", 3)));
  expect(toAccept(preview(item("deal", 3), item("lead", 0)))).toBe(shown);
  expect(toAccept(preview(item("deal", 3), item("lead", 500)))).not.toBe(shown);
});
