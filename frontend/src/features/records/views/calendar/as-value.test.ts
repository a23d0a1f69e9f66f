import { expect, it } from "vitest";
import { asValue } from "./as-value";

it.each([
  ["2026-11-22T09:00:00", "Asia/Shanghai", "2026-11-22T01:00:00.000Z"],
  ["2026-11-22T09:00:00", "America/New_York", "2026-11-22T14:00:00.000Z"],
  ["2026-11-22T09:00:00+08:00", "America/New_York", "2026-11-22T01:00:00.000Z"],
  ["2026-11-22T01:00:00Z", "America/New_York", "2026-11-22T01:00:00.000Z"],
])("%s on a calendar of %s is %s", (text, zone, instant) => {
  expect(asValue(text, true, zone)).toBe(instant);
});

it("a day stays a day", () => {
  expect(asValue("2026-11-22T00:00:00", false, "Asia/Shanghai")).toBe("2026-11-22");
});
