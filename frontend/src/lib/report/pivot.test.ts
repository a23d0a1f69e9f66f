import { describe, expect, it } from "vitest";
import type { PivotHead } from "./figure";
import { openLines, pivotLines } from "./pivot";

const head = (texts: string[], total: number | null = null): PivotHead => ({ texts, cell: {}, total });
const said = (heads: PivotHead[], dimensions: number) =>
  pivotLines(heads, dimensions).map((line) => `${line.kind} ${line.head.texts.join("/")}`);

describe("lines of a pivot table", () => {
  const heads = [
    head(["East", "A"]),
    head(["West", "A"]),
    head(["East", "B"]),
    head(["East"], 1),
    head(["West"], 1),
    head([], 0),
  ];

  it("stand by group, the subtotal on top, the grand total last", () => {
    expect(said(heads, 2)).toEqual([
      "subtotal East",
      "row East/A",
      "row East/B",
      "subtotal West",
      "row West/A",
      "total ",
    ]);
  });

  it("are hidden while their group is closed", () => {
    const lines = pivotLines(heads, 2);
    const open = openLines(lines, new Set([JSON.stringify(["East"])]));
    expect(open.map((line) => line.head.texts.join("/"))).toEqual(["East", "West", "West/A", ""]);
  });

  it("keep every row where no totals were asked for", () => {
    expect(said(heads.slice(0, 3), 2)).toEqual(["row East/A", "row East/B", "row West/A"]);
  });

  it("are one where that side has no dimension", () => {
    expect(said([head([], null)], 0)).toEqual(["row "]);
    expect(said([head([], 0)], 0)).toEqual(["row "]);
  });
});
