import { describe, expect, it } from "vitest";
import { dayNumber, dayIn, dayText, movedBy, touching } from "../model/spans";
import { beginOf, rulerOf, ZOOMS } from "./scale";

const day = (text: string) => dayNumber(text);

describe("the ruler of a timeline", () => {
  it("begins weeks on Monday, quarters and years on their first day", () => {
    expect(dayText(beginOf(day("2026-11-22"), "week"))).toBe("2026-11-16");
    expect(dayText(beginOf(day("1969-12-31"), "week"))).toBe("1969-12-29");
    expect(dayText(beginOf(day("2026-11-22"), "quarter"))).toBe("2026-10-01");
    expect(dayText(beginOf(day("2024-02-29"), "year"))).toBe("2024-01-01");
  });

  it("is without gaps at every zoom, leap years included, and always holds today", () => {
    const today = day("2024-02-29");
    for (const zoom of ZOOMS) {
      const ruler = rulerOf([{ start: day("2023-12-20"), end: day("2025-03-02") }], today, zoom);
      for (const row of [ruler.upper, ruler.lower]) {
        expect(row[0]?.day).toBe(ruler.first);
        row.forEach((tick, at) => expect(row[at + 1]?.day ?? ruler.last + 1).toBe(tick.day + tick.days));
      }
      expect(ruler.first).toBeLessThan(today);
      expect(ruler.last).toBeGreaterThan(today);
    }
    const months = rulerOf([], today, "month").lower.map((tick) => tick.key.slice(0, 7));
    expect(new Set(months).size).toBe(months.length);
  });
});

describe("days of records", () => {
  it("move by whole days and keep the time of an instant", () => {
    expect(movedBy("2026-02-27", 2)).toBe("2026-03-01");
    expect(movedBy("2026-02-27T08:30:00.000Z", -27)).toBe("2026-01-31T08:30:00.000Z");
    expect(dayIn("2026-02-27T20:00:00.000Z", "Asia/Shanghai")).toBe("2026-02-28");
  });

  it("are asked for as a condition on both ends", () => {
    expect(touching("due", null, "2026-11-01", "2026-12-01")).toBe(
      "due >= DATE(2026, 11, 1) and due < DATE(2026, 12, 1)",
    );
    expect(touching("a", "b", "2026-11-01", "2026-12-01")).toContain(
      "a < DATE(2026, 12, 1) and b >= DATE(2026, 11, 1)",
    );
  });
});
