import { describe, expect, it } from "vitest";
import { HIGHEST, ScrollMap } from "./scroll-map";

const SIGHT = 800;

describe("scrolling over more rows than a browser can draw", () => {
  it("a short list is one pixel for one", () => {
    const map = new ScrollMap(1000, 40);
    expect(map.box).toBe(40_000);
    expect(map.scrolled(12_345, SIGHT)).toBeNull();
    expect(map.offset).toBe(0);
    expect(map.place(400)).toBe(400);
  });
  it("a million rows fit a box that can be drawn, and its end is the last row", () => {
    const map = new ScrollMap(1_000_000, 40);
    expect(map.box).toBe(HIGHEST);
    map.scrolled(map.box - SIGHT, SIGHT);
    expect(map.box - SIGHT + map.offset).toBe(1_000_000 * 40 - SIGHT);
    map.scrolled(0, SIGHT);
    expect(map.offset).toBe(0);
  });
  it("small steps move by themselves only, wherever one stands", () => {
    const map = new ScrollMap(1_000_000, 40);
    for (const row of [0, 1, 299_999, 500_000, 999_000]) {
      let top = map.place(row * 40);
      for (let step = 0; step < 3000; step += 1) {
        const seen = top + map.offset;
        top += 97;
        const corrected = map.scrolled(top, SIGHT);
        if (corrected !== null) top = corrected;
        expect(top + map.offset).toBe(Math.min(seen + 97, 1_000_000 * 40 + 97));
        if (top + map.offset > 1_000_000 * 40 - SIGHT - 100) break;
      }
    }
  });
  it("any row can be gone to", () => {
    const map = new ScrollMap(1_000_000, 56);
    for (const row of [0, 77, 123_456, 876_543, 999_990])
      expect(map.place(row * 56) + map.offset).toBe(row * 56);
  });
});
