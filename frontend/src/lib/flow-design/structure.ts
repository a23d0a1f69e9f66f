/**
 * A graph read as nested blocks: steps one after another, branches side by side, what comes after them.
 * Not every graph is one; `readStructure` answers null then, and the graph is drawn as a graph.
 *
 * A block begins where a step has several ways on (edges, boundaries) and ends at its join: the first step that
 * all branches that meet at all come to. Branches may end by themselves, and may lead back to an earlier step.
 */
import { edgesOf, nodesOf, type FlowDefinition, type FlowNode } from "./definition";

export type Tail =
  /** Goes on to the join of the block around it, by these edges. */
  | { kind: "open"; edges: number[] }
  /** Ended by an end. */
  | { kind: "end" }
  /** The last step has no way on. */
  | { kind: "dead"; after: string }
  /** Leads back to a step above. */
  | { kind: "jump"; edge: number; to: string }
  /** The last step splits, and no branch goes on. */
  | { kind: "split" };

export interface Branch {
  /** The edge it begins with; null for a boundary. */
  edge: number | null;
  boundary: string | null;
  body: Sequence;
}

export interface Split {
  branches: Branch[];
  /** Where the branches meet; null when they don't. */
  join: string | null;
}

export interface Step {
  node: FlowNode;
  /** The edges that lead here in this sequence; a new step before this one is put on all of them. */
  before: number[];
  /** The branches behind it. */
  split: Split | null;
  /** What a sub-process holds. */
  inside: Sequence | null;
}

export interface Sequence {
  steps: Step[];
  tail: Tail;
}

class NoBlocks extends Error {}

interface Graph {
  flow: FlowDefinition;
  byId: Map<string, FlowNode>;
  /** Outgoing edges and boundaries, in the order of the document. */
  out: Map<string, number[]>;
  boundaries: Map<string, string[]>;
  back: Set<number>;
  order: Map<string, number>;
  placed: Set<string>;
}

function collect(flow: FlowDefinition): Graph {
  const byId = new Map(nodesOf(flow).map((node) => [node.id, node]));
  if (byId.size !== nodesOf(flow).length) throw new NoBlocks("double id");
  const out = new Map<string, number[]>();
  edgesOf(flow).forEach((edge, at) => {
    if (!byId.has(edge.from) || !byId.has(edge.to)) throw new NoBlocks("loose edge");
    out.set(edge.from, [...(out.get(edge.from) ?? []), at]);
  });
  const boundaries = new Map<string, string[]>();
  for (const node of nodesOf(flow))
    if (node.type === "boundary") boundaries.set(node.on, [...(boundaries.get(node.on) ?? []), node.id]);
  return { flow, byId, out, boundaries, back: new Set(), order: new Map(), placed: new Set() };
}

/** Where one can go from a node: by an edge, or (edge null) to a boundary on it. */
const waysOf = (graph: Graph, id: string): { edge: number | null; to: string }[] => [
  ...(graph.out.get(id) ?? []).map((edge) => ({ edge, to: edgesOf(graph.flow)[edge]!.to })),
  ...(graph.boundaries.get(id) ?? []).map((to) => ({ edge: null, to })),
];

/** Marks the edges that lead back, and numbers the nodes in an order in which every other edge leads forward. */
function number(graph: Graph, start: string): void {
  const onWay = new Set<string>();
  const done: string[] = [];
  const seen = new Set<string>();
  const visit = (id: string): void => {
    seen.add(id);
    onWay.add(id);
    for (const { edge, to } of waysOf(graph, id)) {
      if (edge !== null && onWay.has(to)) graph.back.add(edge);
      else if (!seen.has(to)) visit(to);
    }
    onWay.delete(id);
    done.push(id);
  };
  visit(start);
  done.reverse().forEach((id, at) => graph.order.set(id, at));
}

/** Everything that can be come to without going back, `stop` included and not passed. */
function reach(graph: Graph, from: string, stop: string | null): Set<string> {
  const found = new Set([from]);
  const open = [from];
  while (open.length > 0) {
    const id = open.pop()!;
    if (id === stop) continue;
    for (const { edge, to } of waysOf(graph, id))
      if ((edge === null || !graph.back.has(edge)) && !found.has(to)) {
        found.add(to);
        open.push(to);
      }
  }
  return found;
}

function joinOf(graph: Graph, targets: string[], stop: string | null): string | null {
  const reached = targets.map((target) => reach(graph, target, stop));
  const common = new Set(
    [...new Set(reached.flatMap((set) => [...set]))].filter(
      (id) => reached.filter((set) => set.has(id)).length > 1,
    ),
  );
  if (common.size === 0) return stop !== null && reached.some((set) => set.has(stop)) ? stop : null;
  const meeting = reached.filter((set) => [...common].some((id) => set.has(id)));
  const found = [...common]
    .filter((id) => meeting.every((set) => set.has(id)))
    .sort((a, b) => graph.order.get(a)! - graph.order.get(b)!)[0];
  if (found === undefined) throw new NoBlocks("no common join");
  return found;
}

function splitAt(graph: Graph, id: string, stop: string | null): Split {
  const ways = waysOf(graph, id);
  const forward = ways.filter(({ edge }) => edge === null || !graph.back.has(edge)).map(({ to }) => to);
  const join = joinOf(graph, forward, stop);
  const branches = ways.map(({ edge, to }): Branch => {
    const boundary = edge === null ? to : null;
    const body = sequence(graph, to, edge === null ? [] : [edge], join);
    return { edge, boundary, body };
  });
  return { branches, join };
}

const openEdges = ({ body }: Branch): number[] => (body.tail.kind === "open" ? body.tail.edges : []);

/** The steps from `first` on, to which `via` leads, up to `stop`. */
function sequence(graph: Graph, first: string, via: number[], stop: string | null): Sequence {
  const steps: Step[] = [];
  let target = first;
  let before = via;
  for (;;) {
    if (target === stop) return { steps, tail: { kind: "open", edges: before } };
    if (before.length === 1 && graph.back.has(before[0]!))
      return { steps, tail: { kind: "jump", edge: before[0]!, to: target } };
    if (graph.placed.has(target)) throw new NoBlocks("reached twice");
    graph.placed.add(target);
    const node = graph.byId.get(target)!;
    const inside = node.type === "subprocess" ? scope(graph, node.id) : null;
    const ways = waysOf(graph, target);
    const step: Step = { node, before, split: null, inside };
    steps.push(step);
    if (ways.length === 0)
      return { steps, tail: node.type === "end" ? { kind: "end" } : { kind: "dead", after: target } };
    if (ways.length === 1 && ways[0]!.edge !== null) {
      before = [ways[0]!.edge];
      target = ways[0]!.to;
      continue;
    }
    step.split = splitAt(graph, target, stop);
    const { join, branches } = step.split;
    before = branches.flatMap(openEdges);
    if (join === null || before.length === 0) return { steps, tail: { kind: "split" } };
    target = join;
  }
}

function scope(graph: Graph, parent: string | null): Sequence {
  const starts = nodesOf(graph.flow).filter(
    (node) => node.type === "start" && (node.parent ?? null) === parent,
  );
  if (starts.length !== 1) throw new NoBlocks("not one start");
  number(graph, starts[0]!.id);
  return sequence(graph, starts[0]!.id, [], null);
}

/** The blocks of a flow; null when its graph isn't made of blocks, or has steps that nothing leads to. */
export function readStructure(flow: FlowDefinition): Sequence | null {
  try {
    const graph = collect(flow);
    const found = scope(graph, null);
    return graph.placed.size === graph.byId.size ? found : null;
  } catch (error) {
    if (error instanceof NoBlocks) return null;
    throw error;
  }
}

/** Every step of a structure, from the top down. */
export function* stepsOf(sequenceOf: Sequence): Generator<Step> {
  for (const step of sequenceOf.steps) {
    yield step;
    if (step.inside) yield* stepsOf(step.inside);
    for (const branch of step.split?.branches ?? []) yield* stepsOf(branch.body);
  }
}

/** A branch step that only brings paths together again. */
export function isJoin(flow: FlowDefinition, node: FlowNode): boolean {
  if (node.type !== "branch") return false;
  const edges = edgesOf(flow);
  return (
    edges.filter((edge) => edge.to === node.id).length > 1 &&
    edges.filter((edge) => edge.from === node.id).length < 2
  );
}
