import { describe, expect, it } from "vitest";
import { shrinkOf } from "@/lib/report/cloud";
import { shortSpans } from "./plotly-look";

describe("texts along an axis of months", () => {
  it("name their year once", () => {
    expect(shortSpans(["2025年12月", "2026年1月", "2026年2月"])?.ticktext).toEqual([
      "12月",
      "1月<br>2026年",
      "2月",
    ]);
    expect(shortSpans(["Nov 2025", "Dec 2025", "Jan 2026"])?.ticktext).toEqual([
      "Nov<br>2025",
      "Dec",
      "Jan<br>2026",
    ]);
  });

  it("stay as they are among anything else", () => {
    expect(shortSpans(["2025年12月", "(空)"])).toBeNull();
    expect(shortSpans(["2026 Q1", "2026 Q2"])).toBeNull();
    expect(shortSpans(["2025年12月"])).toBeNull();
  });
});

describe("texts along an axis of days and weeks", () => {
  it("are months and days, some of many, with the year once", () => {
    expect(shortSpans(["2026-12-21", "2026-12-28", "2027-01-04"])?.ticktext).toEqual([
      "12/21<br>2026",
      "12/28",
      "1/4<br>2027",
    ]);
    const days = Array.from({ length: 30 }, (_, at) => `2026-10-${String(at + 1).padStart(2, "0")}`);
    const found = shortSpans(days);
    expect(found?.tickvals.slice(0, 2)).toEqual(["2026-10-01", "2026-10-05"]);
    expect(found?.ticktext).toHaveLength(8);
  });
});

describe("the words of a cloud", () => {
  it("shrink until they fit, and never grow", () => {
    const words = Array.from({ length: 40 }, () => ({ word: "物流太慢需要加急", size: 40 }));
    expect(shrinkOf(words, { width: 400, height: 300 })).toBeLessThan(0.5);
    expect(shrinkOf(words, { width: 4000, height: 3000 })).toBe(1);
    expect(shrinkOf([], { width: 10, height: 10 })).toBe(1);
  });
});
