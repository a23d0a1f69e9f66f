import { expect, test } from "vitest";
import { choicesOf, isShorter, spanOf } from "./spans";
import type { Period } from "./types";

const AUDIT: Period = {
  key: "audit",
  label: "",
  text: "",
  days: 400,
  default: null,
  least: 183,
  most: 3650,
  always: true,
  removed: 0,
  ran_at: null,
};

test("spans stay within their bounds, and what counts now is among them", () => {
  expect(choicesOf(AUDIT, 400)).toEqual([183, 365, 400, 730, 1095, 1825, 3650, null]);
  expect(choicesOf({ ...AUDIT, least: 1, most: 30, days: 1, always: false }, 1)).toEqual([1, 7, 14, 30]);
  expect([spanOf(730), spanOf(400)]).toEqual([
    { unit: "years", count: 2 },
    { unit: "days", count: 400 },
  ]);
});

test("only what lets things go that would have stayed is shorter", () => {
  expect([isShorter(null, 365), isShorter(400, 365), isShorter(365, 400), isShorter(365, null)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
