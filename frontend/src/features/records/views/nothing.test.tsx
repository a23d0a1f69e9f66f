// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it } from "vitest";
import { startI18n } from "@/lib/i18n";
import { Nothing } from "./nothing";

beforeAll(startI18n);
afterEach(cleanup);

it("tells a form without records from a view whose filter none meets, and from a search that found none", async () => {
  const add = () => undefined;
  const { rerender } = render(<Nothing filter="" search="" onNew={add} />);
  expect(await screen.findByText("No records yet")).toBeTruthy();
  rerender(<Nothing filter="stage = 'won'" search="" onNew={add} />);
  expect(screen.getByText("Nothing in this view")).toBeTruthy();
  expect(screen.getByRole("button", { name: "New record" })).toBeTruthy();
  rerender(<Nothing filter="stage = 'won'" search="x" onNew={add} />);
  expect(screen.getByText("Nothing matches")).toBeTruthy();
  expect(screen.queryByRole("button")).toBeNull();
});
