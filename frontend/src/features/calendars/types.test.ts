import { describe, expect, it } from "vitest";
import { mergeDays, newCalendar } from "./types";

describe("working calendars", () => {
  it("are five days of two slots when new", () => {
    const { weekly } = newCalendar("c");
    expect(Object.keys(weekly)).toHaveLength(7);
    expect(weekly["4"]).toHaveLength(2);
    expect(weekly["5"]).toEqual([]);
  });
  it("take over proposed days without doubles, in order", () => {
    const kept = [{ date: "2026-10-01", name: "mine" }];
    const added = [
      { date: "2026-10-01", name: "National Day" },
      { date: "2026-01-01", name: "New Year" },
    ];
    expect(mergeDays(kept, added)).toEqual([added[1], added[0]]);
  });
});
