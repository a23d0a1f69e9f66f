import { describe, expect, it } from "vitest";
import { boundsOf, edge, edgesOf, marksOf, moved, single, type Range } from "./range";

const way = (more: Partial<Parameters<typeof moved>[2]> = {}) => ({
  shift: false,
  ctrl: false,
  page: 10,
  last: { row: 99, column: 4 },
  filled: () => true,
  ...more,
});

describe("ranges of cells", () => {
  it("a selection drawn upwards has the same bounds", () => {
    const range: Range = { anchor: { row: 5, column: 3 }, focus: { row: 2, column: 1 } };
    expect(boundsOf(range)).toEqual({ top: 2, bottom: 5, left: 1, right: 3 });
  });
  it("tells each row and cell its edges", () => {
    const bounds = { top: 2, bottom: 4, left: 1, right: 2 };
    expect(marksOf(bounds, 1)).toBeUndefined();
    expect(edgesOf(marksOf(bounds, 2), 1)).toBe("tl");
    expect(edgesOf(marksOf(bounds, 3), 2)).toBe("r");
    expect(edgesOf(marksOf(bounds, 4), 0)).toBeUndefined();
  });
  it("arrows move, shift draws, edges hold", () => {
    const at = single({ row: 0, column: 4 });
    expect(moved(at, "ArrowRight", way())).toEqual(at);
    expect(moved(at, "ArrowDown", way({ shift: true }))).toEqual({
      anchor: { row: 0, column: 4 },
      focus: { row: 1, column: 4 },
    });
    expect(moved(null, "ArrowDown", way())).toEqual(single({ row: 0, column: 0 }));
    expect(moved(at, "End", way({ ctrl: true }))).toEqual(single({ row: 99, column: 4 }));
    expect(moved(at, "x", way())).toBeNull();
  });
  it("Ctrl+arrow goes to the end of a block, then to the next one, over unknown rows to the end", () => {
    const rows = [true, true, true, false, false, true, true];
    const filled = (at: number) => rows[at];
    expect(edge(filled, 0, 1, 6)).toBe(2);
    expect(edge(filled, 2, 1, 6)).toBe(5);
    expect(edge(filled, 6, -1, 6)).toBe(5);
    expect(edge(filled, 5, 1, 900)).toBe(900);
  });
});
