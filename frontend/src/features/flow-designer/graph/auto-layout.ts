/** Places for the cards of any graph: layers from the top down (dagre), sub-processes as frames around theirs. */
import { Graph, layout } from "@dagrejs/dagre";
import {
  edgesOf,
  nodesOf,
  type FlowDefinition,
  type FlowEdge,
  type FlowNode,
  type Point,
} from "@/lib/flow-design/definition";

export const CARD = { width: 220, height: 64 };
export const PILL = { width: 140, height: 40 };

export interface Place extends Point {
  width: number;
  height: number;
}

export const sizeOf = (node: FlowNode): { width: number; height: number } =>
  ["start", "end", "branch"].includes(node.type) ? PILL : CARD;

export interface Arrangement {
  /** Node id → its place; of frames the outer box. Coordinates are those of the whole drawing. */
  places: Map<string, Place>;
  /** Edge → the points it leads over; empty once cards have been moved by hand. */
  routes: Map<number, Point[]>;
}

function autoLayout(flow: FlowDefinition): Arrangement {
  const graph = new Graph({ compound: true, multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 40, ranksep: 60, marginx: 24, marginy: 24 });
  graph.setDefaultEdgeLabel(() => ({}));
  const ids = new Set(nodesOf(flow).map((node) => node.id));
  for (const node of nodesOf(flow)) {
    const frame = nodesOf(flow).some((one) => one.parent === node.id);
    graph.setNode(node.id, frame ? {} : { ...sizeOf(node) });
  }
  for (const node of nodesOf(flow))
    if (node.parent && ids.has(node.parent)) graph.setParent(node.id, node.parent);
  edgesOf(flow).forEach((edge, at) => {
    if (ids.has(edge.from) && ids.has(edge.to))
      graph.setEdge(anchor(flow, edge.from, "out"), anchor(flow, edge.to, "in"), label(edge), String(at));
  });
  for (const node of nodesOf(flow))
    if (node.type === "boundary" && ids.has(node.on))
      graph.setEdge(anchor(flow, node.on, "in"), node.id, {}, node.id);
  layout(graph);
  const places = [...ids].map((id): [string, Place] => {
    const { x = 0, y = 0, width = 0, height = 0 } = graph.node(id) as Partial<Place>;
    return [id, { x: x - width / 2, y: y - height / 2, width, height }];
  });
  const routes = edgesOf(flow).flatMap((edge, at): [number, Point[]][] => {
    if (!ids.has(edge.from) || !ids.has(edge.to)) return [];
    const found = graph.edge(anchor(flow, edge.from, "out"), anchor(flow, edge.to, "in"), String(at)) as {
      points?: Point[];
    };
    return found.points ? [[at, found.points]] : [];
  });
  return { places: new Map(places), routes: new Map(routes) };
}

/** Room for what stands on an edge. */
const label = (edge: FlowEdge) =>
  edge.when || edge.default || edge.label ? { width: 120, height: 24, labelpos: "c" } : {};

/** dagre can't lead edges to and from frames: they lead to the first step inside, and leave from the last. */
function anchor(flow: FlowDefinition, id: string, side: "in" | "out"): string {
  const inside = nodesOf(flow).filter((node) => node.parent === id);
  const wanted = side === "in" ? "start" : "end";
  const found = inside.find((node) => node.type === wanted) ?? inside[0];
  return found ? anchor(flow, found.id, side) : id;
}

/** The places somebody chose, the others computed; steps added since stand below. */
export function arrange(flow: FlowDefinition): Arrangement {
  const { places, routes } = autoLayout(flow);
  const kept = flow.layout ?? {};
  if (Object.keys(kept).length === 0) return { places, routes };
  const lowest = Math.max(0, ...Object.values(kept).map((point) => point.y + CARD.height));
  let added = 0;
  const own = [...places].map(([id, place]): [string, Place] => {
    const point = kept[id] ?? { x: (added++ % 4) * (CARD.width + 40), y: lowest + 60 };
    return [id, { ...place, ...point }];
  });
  return { places: new Map(own), routes: new Map() };
}
