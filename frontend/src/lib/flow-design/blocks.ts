/** Whole blocks of a flow, a step with its branches: moved, copied, taken out; and one more branch. */
import { edgesOf, nodesOf, type FlowDefinition, type FlowEdge, type FlowNode } from "./definition";
import {
  belongings,
  dropNodes,
  findNode,
  freeId,
  inScope,
  removeNode,
  scopeOf,
  type Piece,
  type Spot,
} from "./edit";
import { readStructure, stepsOf, type Step } from "./structure";

const stepOf = (flow: FlowDefinition, id: string): Step | undefined => {
  const structure = readStructure(flow);
  return structure ? [...stepsOf(structure)].find((step) => step.node.id === id) : undefined;
};

interface Block {
  nodes: Set<string>;
  /** Edges from outside to its first step. */
  into: number[];
  /** Edges out of it, all to the same step. */
  out: number[];
}

/** A step with all that belongs to it: its branches up to their join (the join step too, when it only joins). */
export function blockOf(flow: FlowDefinition, id: string): Block | null {
  const step = stepOf(flow, id);
  if (!step || step.node.type === "start" || step.node.type === "boundary") return null;
  const nodes = belongings(flow, id);
  const add = (inner: Step): void => belongings(flow, inner.node.id).forEach((one) => nodes.add(one));
  for (const branch of step.split?.branches ?? []) for (const inner of stepsOf(branch.body)) add(inner);
  const join = step.split?.join;
  const joiner = join ? findNode(flow, join) : undefined;
  if (joiner?.type === "branch" && (joiner.mode ?? "exclusive") !== "exclusive") {
    const rest = edgesOf(flow).filter((edge) => edge.to === join && !nodes.has(edge.from));
    if (rest.length === 0) nodes.add(joiner.id);
  }
  const into: number[] = [];
  const out: number[] = [];
  const targets = new Set<string>();
  edgesOf(flow).forEach((edge, at) => {
    if (!nodes.has(edge.from) && nodes.has(edge.to)) {
      if (edge.to !== id) targets.add(`into ${edge.to}`).add("other");
      into.push(at);
    }
    if (nodes.has(edge.from) && !nodes.has(edge.to)) {
      targets.add(edge.to);
      out.push(at);
    }
  });
  return targets.size > 1 ? null : { nodes, into, out };
}

/** The block as a piece of its own, for the clipboard. */
export function pieceOf(flow: FlowDefinition, id: string): Piece | null {
  const block = blockOf(flow, id);
  if (!block) return null;
  const edges = edgesOf(flow);
  return {
    nodes: nodesOf(flow).filter((node) => block.nodes.has(node.id)),
    edges: edges.filter((edge) => block.nodes.has(edge.from) && block.nodes.has(edge.to)),
    entry: id,
    exits: block.out.map((at) => {
      const { to: _to, ...exit } = edges[at]!;
      return exit;
    }),
  };
}

export function removeBlock(flow: FlowDefinition, id: string): FlowDefinition {
  const block = blockOf(flow, id);
  if (!block) return removeNode(flow, id);
  const edges = edgesOf(flow);
  const next = edges[block.out[0] ?? -1]?.to;
  const kept = edges.flatMap((edge, at) => {
    if (!block.into.includes(at)) return [edge];
    return next ? [{ ...edge, to: next }] : [];
  });
  return dropNodes({ ...flow, edges: kept }, block.nodes);
}

/** Whether a step, with its branches, may be moved to a place; not into itself, nor where it is. */
export function canMove(flow: FlowDefinition, id: string, spot: Spot): boolean {
  const block = blockOf(flow, id);
  if (!block || block.out.length === 0) return false;
  if (spot.after) return !block.nodes.has(spot.after);
  const here = spot.edges.some((at) => block.into.includes(at) || block.out.includes(at));
  const edge = edgesOf(flow)[spot.edges[0] ?? -1];
  return !here && !!edge && !block.nodes.has(edge.from);
}

/** Moves a step, with its branches, to another place. */
export function moveNode(flow: FlowDefinition, id: string, spot: Spot): FlowDefinition {
  if (!canMove(flow, id, spot)) return flow;
  const block = blockOf(flow, id)!;
  const edges = edgesOf(flow);
  const behind = edges[block.out[0]!]!.to;
  const target = edges[spot.edges[0] ?? -1]?.to;
  const parent = scopeOf(flow, spot);
  const old = findNode(flow, id)?.parent ?? null;
  const moved = edges.flatMap((edge, at) => {
    if (spot.edges.includes(at)) return [{ ...edge, to: id }];
    if (block.into.includes(at)) return [{ ...edge, to: behind }];
    if (block.out.includes(at)) return target ? [{ ...edge, to: target }] : [];
    return [edge];
  });
  return {
    ...flow,
    nodes: nodesOf(flow).map((node) =>
      block.nodes.has(node.id) && (node.parent ?? null) === old ? inScope(node, parent) : node,
    ),
    edges: spot.after ? [...moved, { from: spot.after, to: id }] : moved,
  };
}

/** One more way out of a step, before its default; it leads to where the others meet, else to an end of its own. */
export function addBranch(
  flow: FlowDefinition,
  id: string,
  edge: Omit<FlowEdge, "from" | "to">,
): FlowDefinition {
  const step = stepOf(flow, id);
  const out = edgesOf(flow).filter((one) => one.from === id);
  const join = step?.split ? step.split.join : out.length === 1 ? out[0]!.to : null;
  const end: FlowNode = inScope({ id: freeId(flow, "end"), type: "end" }, findNode(flow, id)?.parent ?? null);
  const added: FlowEdge = { ...edge, from: id, to: join ?? end.id };
  const edges = [...edgesOf(flow)];
  const fallback = edges.findIndex((one) => one.from === id && one.default);
  if (fallback < 0) edges.push(added);
  else edges.splice(fallback, 0, added);
  return { ...flow, edges, nodes: join ? nodesOf(flow) : [...nodesOf(flow), end] };
}

/** Whether an end may be put on a place: what comes behind it must still be reached some other way, or go. */
export function endsAt(flow: FlowDefinition, spot: Spot): boolean {
  if (spot.after) return true;
  const target = edgesOf(flow)[spot.edges[0] ?? -1]?.to;
  return edgesOf(flow).some((edge, at) => edge.to === target && !spot.edges.includes(at));
}
