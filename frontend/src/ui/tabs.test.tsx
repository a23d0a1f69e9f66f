// @vitest-environment jsdom
import { render, screen, within } from "@testing-library/react";
import { beforeAll, expect, it, vi } from "vitest";
import { Tabs } from "./tabs";

beforeAll(() => {
  window.matchMedia = () =>
    ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }) as never;
  window.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
});

it("a list of tabs holds tabs and nothing else, after each change", () => {
  const items = ["a", "b"].map((key) => ({ key, label: `Tab ${key}`, children: `Page ${key}` }));
  const shown = (activeKey: string) => (
    <Tabs activeKey={activeKey} items={items} tabBarExtraContent={<button type="button">Add</button>} />
  );
  const { rerender } = render(shown("a"));
  for (const key of ["a", "b"]) {
    rerender(shown(key));
    const list = screen.getByRole("tablist");
    expect(within(list).getAllByRole("tab")).toHaveLength(2);
    expect(within(list).queryAllByRole("button", { hidden: true })).toEqual([]);
    expect(screen.getByRole("button", { name: "Add" })).toBeTruthy();
  }
});
