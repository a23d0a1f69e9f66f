/**
 * Changes of a flow's graph; pure, each gives a new definition. A place is a set of edges that all lead to the same
 * step (what is put there comes between), or a step without a way on (what is put there comes behind it).
 */
import { edgesOf, nodesOf, type FlowDefinition, type FlowEdge, type FlowNode } from "./definition";

export interface Spot {
  edges: number[];
  after: string | null;
}

/** A piece of graph with one way in and at most one way out, ready to be put somewhere. */
export interface Piece {
  nodes: FlowNode[];
  edges: FlowEdge[];
  entry: string;
  /** What the edge out of the piece is, but for where it leads; empty: nothing goes on behind it. */
  exits: Omit<FlowEdge, "to">[];
}

export const findNode = (flow: FlowDefinition, id: string): FlowNode | undefined =>
  nodesOf(flow).find((node) => node.id === id);

export function freeId(flow: FlowDefinition, wanted: string, others: Iterable<string> = []): string {
  const used = new Set([...nodesOf(flow).map((node) => node.id), ...others]);
  let id = wanted;
  for (let number = 2; used.has(id); number += 1) id = `${wanted}_${number}`;
  return id;
}

export function patchNode(flow: FlowDefinition, id: string, patch: object): FlowDefinition {
  const nodes = nodesOf(flow).map((node) => (node.id === id ? clean({ ...node, ...patch }) : node));
  return { ...flow, nodes: nodes as FlowNode[] };
}

export function patchEdge(flow: FlowDefinition, at: number, patch: Partial<FlowEdge>): FlowDefinition {
  return {
    ...flow,
    edges: edgesOf(flow).map((edge, index) => (index === at ? clean({ ...edge, ...patch }) : edge)),
  };
}

/** Without what is `undefined`: a document says only what differs from the defaults. */
export function clean<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}

/** The sub-process a place is in. */
export function scopeOf(flow: FlowDefinition, spot: Spot): string | null {
  const id = spot.after ?? edgesOf(flow)[spot.edges[0] ?? -1]?.to;
  return (id !== undefined && findNode(flow, id)?.parent) || null;
}

export const inScope = (node: FlowNode, parent: string | null): FlowNode => {
  const { parent: _old, ...rest } = node;
  return (parent ? { ...rest, parent } : rest) as FlowNode;
};

/** The piece with ids that are free in a flow; what it says about its own steps follows. */
export function withFreshIds(flow: FlowDefinition, piece: Piece): Piece {
  const names = new Map<string, string>();
  for (const node of piece.nodes)
    names.set(node.id, freeId(flow, node.id.replace(/_\d+$/, ""), names.values()));
  const name = (id: string): string => names.get(id) ?? id;
  const nodes = piece.nodes.map((node): FlowNode => {
    const next = { ...node, id: name(node.id), ...(node.parent ? { parent: name(node.parent) } : {}) };
    if (next.type === "boundary") next.on = name(next.on);
    return next as FlowNode;
  });
  const edge = <E extends Omit<FlowEdge, "to">>(one: E): E => ({ ...one, from: name(one.from) });
  return {
    nodes,
    edges: piece.edges.map((one) => ({ ...edge(one), to: name(one.to) })),
    entry: name(piece.entry),
    exits: piece.exits.map(edge),
  };
}

/** The flow with a piece put at a place. The piece's ids must be free. */
export function insertPiece(flow: FlowDefinition, spot: Spot, piece: Piece): FlowDefinition {
  const parent = scopeOf(flow, spot);
  const ids = new Set(piece.nodes.map((node) => node.id));
  const nodes = piece.nodes.map((node) =>
    node.parent && ids.has(node.parent) ? node : inScope(node, parent),
  );
  const edges = edgesOf(flow);
  const target = edges[spot.edges[0] ?? -1]?.to;
  const redirected = edges.map((edge, at) => (spot.edges.includes(at) ? { ...edge, to: piece.entry } : edge));
  const before = spot.after ? [{ from: spot.after, to: piece.entry }] : [];
  const behind = target ? piece.exits.map((exit) => ({ ...exit, to: target })) : [];
  return prune(
    {
      ...flow,
      nodes: [...nodesOf(flow), ...nodes],
      edges: [...redirected, ...before, ...piece.edges, ...behind],
    },
    flow,
  );
}

/** Steps that could be come to before and can't now are gone. */
export function prune(flow: FlowDefinition, before: FlowDefinition): FlowDefinition {
  const was = reachable(before);
  const is = reachable(flow);
  const gone = new Set([...was].filter((id) => !is.has(id)));
  return gone.size === 0 ? flow : dropNodes(flow, gone);
}

function reachable(flow: FlowDefinition): Set<string> {
  const starts = nodesOf(flow).filter((node) => node.type === "start" && !node.parent);
  const found = new Set<string>();
  const open = starts.map((node) => node.id);
  while (open.length > 0) {
    const id = open.pop()!;
    if (found.has(id)) continue;
    found.add(id);
    for (const edge of edgesOf(flow)) if (edge.from === id) open.push(edge.to);
    for (const node of nodesOf(flow)) {
      if (node.type === "boundary" && node.on === id) open.push(node.id);
      if (node.type === "start" && node.parent === id) open.push(node.id);
    }
  }
  return found;
}

export function dropNodes(flow: FlowDefinition, gone: ReadonlySet<string>): FlowDefinition {
  const layout = Object.entries(flow.layout ?? {}).filter(([id]) => !gone.has(id));
  const next: FlowDefinition = {
    ...flow,
    nodes: nodesOf(flow).filter((node) => !gone.has(node.id)),
    edges: edgesOf(flow).filter((edge) => !gone.has(edge.from) && !gone.has(edge.to)),
  };
  if (flow.layout) next.layout = Object.fromEntries(layout);
  return next;
}

/** A branch step with one way in and one way out does nothing: the edge goes past it. */
export function dissolve(flow: FlowDefinition, candidates: string[]): FlowDefinition {
  let next = flow;
  for (const id of candidates) {
    const node = findNode(next, id);
    if (node?.type !== "branch") continue;
    const into = edgesOf(next).filter((edge) => edge.to === id);
    const out = edgesOf(next).filter((edge) => edge.from === id);
    if (into.length !== 1 || out.length !== 1) continue;
    const edges = edgesOf(next).map((edge) => (edge === into[0] ? { ...edge, to: out[0]!.to } : edge));
    next = dropNodes({ ...next, edges }, new Set([id]));
  }
  return next;
}

/** The step with everything that hangs on it alone: its boundaries, and what a sub-process holds. */
export function belongings(flow: FlowDefinition, id: string): Set<string> {
  const found = new Set([id]);
  for (let grew = true; grew;) {
    grew = false;
    for (const node of nodesOf(flow))
      if (
        !found.has(node.id) &&
        ((node.parent && found.has(node.parent)) || (node.type === "boundary" && found.has(node.on)))
      ) {
        found.add(node.id);
        grew = true;
      }
  }
  return found;
}

/**
 * Takes a step out. Of a step that splits, the first branch stays in its place and the others go. Steps that
 * nothing leads to any more go with it.
 */
export function removeNode(flow: FlowDefinition, id: string): FlowDefinition {
  const node = findNode(flow, id);
  if (!node || node.type === "start") return flow;
  const own = belongings(flow, id);
  const next = edgesOf(flow).find((edge) => edge.from === id && !own.has(edge.to))?.to;
  const edges = edgesOf(flow).flatMap((edge) => {
    if (edge.to !== id || edge.from === id) return [edge];
    return next ? [{ ...edge, to: next }] : [];
  });
  const branches = nodesOf(flow).filter((one) => one.type === "branch" && one.id !== id);
  return dissolve(
    prune(dropNodes({ ...flow, edges }, own), flow),
    branches.map((one) => one.id),
  );
}

/** Takes one branch of a split away, with everything only it leads to. */
export function removeEdge(flow: FlowDefinition, at: number): FlowDefinition {
  const edge = edgesOf(flow)[at];
  if (!edge) return flow;
  const next = prune({ ...flow, edges: edgesOf(flow).filter((_, index) => index !== at) }, flow);
  return dissolve(
    next,
    nodesOf(flow).flatMap((node) => (node.type === "branch" ? [node.id] : [])),
  );
}

export function addEdge(flow: FlowDefinition, edge: FlowEdge): FlowDefinition {
  const same = edgesOf(flow).some((one) => one.from === edge.from && one.to === edge.to);
  return same || edge.from === edge.to ? flow : { ...flow, edges: [...edgesOf(flow), edge] };
}

/** The order in which the conditions of a step are asked. */
export function moveEdge(flow: FlowDefinition, at: number, by: 1 | -1): FlowDefinition {
  const edges = [...edgesOf(flow)];
  const from = edges[at]?.from;
  let other = at + by;
  while (edges[other] && edges[other]!.from !== from) other += by;
  if (!from || !edges[other]) return flow;
  [edges[at], edges[other]] = [edges[other]!, edges[at]!];
  return { ...flow, edges };
}

export const addNode = (flow: FlowDefinition, node: FlowNode): FlowDefinition => ({
  ...flow,
  nodes: [...nodesOf(flow), node],
});

/** Only the edge goes; what it led to stays where it is. */
export const dropEdge = (flow: FlowDefinition, at: number): FlowDefinition => ({
  ...flow,
  edges: edgesOf(flow).filter((_, index) => index !== at),
});
