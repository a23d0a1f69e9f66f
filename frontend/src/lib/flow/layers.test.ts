import { describe, expect, it } from "vitest";
import { layoutLayers } from "./layers";

const node = (id: string) => ({ id });
const edge = (from: string, to: string) => ({ from, to });

describe("a drawing in layers", () => {
  it("puts each step below everything that leads to it", () => {
    const { boxes } = layoutLayers({
      nodes: ["a", "b", "c", "d"].map(node),
      edges: [edge("a", "b"), edge("b", "c"), edge("a", "d"), edge("c", "d")],
    });
    const y = Object.fromEntries(boxes.map((box) => [box.id, box.y]));
    expect(y.a! < y.b! && y.b! < y.c! && y.c! < y.d!).toBe(true);
  });

  it("draws ways back dashed and ends on every graph", () => {
    const { lines, boxes } = layoutLayers({
      nodes: ["a", "b", "x", "y"].map(node),
      edges: [edge("a", "b"), edge("b", "a"), edge("x", "y"), edge("y", "x")],
    });
    expect(boxes).toHaveLength(4);
    expect(lines.filter((line) => line.dashed)).toHaveLength(2);
  });

  it("never lays one card over another", () => {
    const { boxes } = layoutLayers({
      nodes: ["a", "b", "c", "d", "e"].map(node),
      edges: [edge("a", "b"), edge("a", "c"), edge("a", "d"), edge("d", "e")],
    });
    for (const one of boxes)
      for (const other of boxes)
        if (one !== other)
          expect(Math.abs(one.x - other.x) >= one.width || Math.abs(one.y - other.y) >= one.height).toBe(
            true,
          );
  });
});
