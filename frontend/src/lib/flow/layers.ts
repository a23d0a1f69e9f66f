/** A plain drawing of any graph, top-down: each step below everything that leads to it. For flows not made of blocks. */
import type { Drawing } from "../flow-design/drawing";

const CARD = { width: 236, height: 72 };
const GAP = { x: 32, y: 56 };
const PAD = 32;

interface Graph {
  nodes: { id: string }[];
  edges: { from: string; to: string }[];
}

/** Which layer a step stands in; edges that lead back to where one came from don't count. */
function layersOf({ nodes, edges }: Graph): Map<string, number> {
  const layer = new Map<string, number>();
  const onWay = new Set<string>();
  const place = (id: string, at: number): void => {
    if (onWay.has(id) || (layer.get(id) ?? -1) >= at) return;
    layer.set(id, at);
    onWay.add(id);
    for (const edge of edges) if (edge.from === id) place(edge.to, at + 1);
    onWay.delete(id);
  };
  const targets = new Set(edges.map((edge) => edge.to));
  for (const node of nodes) if (!targets.has(node.id)) place(node.id, 0);
  for (const node of nodes) if (!layer.has(node.id)) place(node.id, 0);
  return layer;
}

export function layoutLayers(graph: Graph): Drawing {
  const layer = layersOf(graph);
  const rows: string[][] = [];
  for (const node of graph.nodes) (rows[layer.get(node.id) ?? 0] ??= []).push(node.id);
  const widest = Math.max(1, ...rows.map((row) => row?.length ?? 0));
  const width = widest * (CARD.width + GAP.x) - GAP.x + 2 * PAD;
  const boxes = rows.flatMap((row, y) => {
    const left = (width - (row.length * (CARD.width + GAP.x) - GAP.x)) / 2;
    return row.map((id, x) => ({
      id,
      kind: "card" as const,
      x: left + x * (CARD.width + GAP.x),
      y: PAD + y * (CARD.height + GAP.y),
      ...CARD,
    }));
  });
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const lines = graph.edges.flatMap((edge, at) => {
    const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
    if (!from || !to) return [];
    const start: [number, number] = [from.x + CARD.width / 2, from.y + CARD.height];
    const end: [number, number] = [to.x + CARD.width / 2, to.y];
    const middle = end[1] - GAP.y / 2;
    const side = Math.max(from.x, to.x) + CARD.width + GAP.x / 2;
    const points: [number, number][] =
      end[1] > start[1]
        ? [start, [start[0], middle], [end[0], middle], end]
        : [start, [start[0], start[1] + 14], [side, start[1] + 14], [side, middle], [end[0], middle], end];
    return [{ edges: [at], points, dashed: end[1] <= start[1], arrow: true }];
  });
  const height = rows.length * (CARD.height + GAP.y) - GAP.y + 2 * PAD;
  return { width: width + GAP.x, height, boxes, lines, slots: [], chips: [] };
}
