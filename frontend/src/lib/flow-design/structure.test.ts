import { describe, expect, it } from "vitest";
import type { FlowDefinition, FlowEdge, FlowNode } from "./definition";
import { addBranch, blockOf, canMove, endsAt, moveNode, pieceOf, removeBlock } from "./blocks";
import { insertPiece, removeEdge, removeNode, withFreshIds } from "./edit";
import { readStructure, stepsOf, type Sequence } from "./structure";
import { layoutTree } from "./tree-layout";

/** `flow("start>a a>b? b>end")`: nodes by name, their type by the first letters. */
function flow(text: string, more: Partial<FlowNode>[] = []): FlowDefinition {
  const edges = text.split(" ").map((part): FlowEdge => {
    const [from = "", to = ""] = part.split(">");
    return { from, to };
  });
  const ids = [
    ...new Set([...edges.flatMap((edge) => [edge.from, edge.to]), ...more.map((node) => node.id!)]),
  ];
  const nodes = ids.map((id): FlowNode => {
    const type = /^(start|end|branch|fork)/.exec(id)?.[1] ?? "approval";
    const plain = type === "fork" ? { id, type: "branch", mode: "parallel" } : { id, type, assignees: [] };
    return { ...plain, ...more.find((node) => node.id === id) } as FlowNode;
  });
  return { schema_version: 1, key: "f", trigger: { on: "create" }, nodes, edges };
}

/** The structure in one line: `start split(a[b] c[]) d end`. */
function spell({ steps, tail }: Sequence): string {
  const words = steps.map((step) => {
    const inside = step.inside ? `{${spell(step.inside)}}` : "";
    if (!step.split) return step.node.id + inside;
    return `${step.node.id}${inside}(${step.split.branches.map(({ body }) => spell(body)).join(" | ")})`;
  });
  if (tail.kind === "jump") words.push(`^${tail.to}`);
  if (tail.kind === "dead") words.push("?");
  return words.join(" ");
}
const read = (one: FlowDefinition) => {
  const found = readStructure(one);
  return found && spell(found);
};
const shape = (one: FlowDefinition) => one.edges!.map((edge) => `${edge.from}>${edge.to}`).join(" ");

describe("blocks of a flow", () => {
  it("are steps one after another", () => {
    expect(read(flow("start>a a>b b>end"))).toBe("start a b end");
  });
  it("are branches that meet again", () => {
    expect(read(flow("start>branch branch>a branch>b a>c b>c c>end"))).toBe("start branch(a | b) c end");
    expect(read(flow("start>fork fork>a fork>b a>fork2 b>fork2 fork2>end"))).toBe(
      "start fork(a | b) fork2 end",
    );
  });
  it("may have empty branches and branches that end by themselves", () => {
    expect(read(flow("start>branch branch>a branch>c branch>end2 a>c c>end"))).toBe(
      "start branch(a |  | end2) c end",
    );
    expect(read(flow("start>a a>b a>end2 b>end"))).toBe("start a(b end | end2)");
  });
  it("may leave an inner block for the join of the outer one", () => {
    expect(read(flow("start>branch branch>a branch>b a>c a>end2 b>c c>end"))).toBe(
      "start branch(a( | end2) | b) c end",
    );
  });
  it("may lead back to a step above", () => {
    expect(read(flow("start>a a>b b>end b>a"))).toBe("start a b(end | ^a)");
  });
  it("carry boundaries as branches of their own", () => {
    const one = flow("start>a a>end late>end2", [{ id: "late", type: "boundary", on: "a", catch: "timer" }]);
    expect(read(one)).toBe("start a(end | late end2)");
  });
  it("hold what a sub-process holds", () => {
    const one = flow("start>sub sub>end start_in>x x>end_in", [
      { id: "sub", type: "subprocess" },
      { id: "start_in", type: "start", parent: "sub" },
      { id: "x", parent: "sub" },
      { id: "end_in", type: "end", parent: "sub" },
    ]);
    expect(read(one)).toBe("start sub{start_in x end_in} end");
  });
  it("end where nothing follows", () => {
    expect(read(flow("start>a"))).toBe("start a ?");
  });
  it("are not there in a graph with crossing paths, loose steps or two starts", () => {
    expect(read(flow("start>branch branch>a branch>b a>c a>d b>c b>d c>e d>f e>end f>end2 e>f"))).toBeNull();
    expect(read(flow("start>end a>end"))).toBeNull();
    expect(read(flow("start>end start2>end"))).toBeNull();
  });
});

describe("changing the graph", () => {
  const piece = (id: string) => ({
    nodes: [{ id, type: "approval" as const, assignees: [] }],
    edges: [],
    entry: id,
    exits: [{ from: id, when: "outcome = 'approved'" }],
  });
  it("puts a step on an edge, and on all edges that meet at a place", () => {
    expect(shape(insertPiece(flow("start>a a>end"), { edges: [1], after: null }, piece("b")))).toBe(
      "start>a a>b b>end",
    );
    const both = insertPiece(
      flow("start>branch branch>a branch>b a>end b>end"),
      { edges: [3, 4], after: null },
      piece("c"),
    );
    expect(read(both)).toBe("start branch(a | b) c end");
  });
  it("puts a step behind one that has no way on", () => {
    expect(read(insertPiece(flow("start>a"), { edges: [], after: "a" }, piece("b")))).toBe("start a b ?");
  });
  it("takes a step out and closes the gap; what only it led to goes with it", () => {
    expect(read(removeNode(flow("start>a a>b b>end"), "a"))).toBe("start b end");
    expect(read(removeNode(flow("start>a a>b a>c b>end c>end2"), "a"))).toBe("start b end");
    expect(read(removeNode(flow("start>branch branch>a branch>b a>c b>c c>end"), "branch"))).toBe(
      "start a c end",
    );
  });
  it("takes a branch away, and the split when one branch is left", () => {
    const one = flow("start>fork fork>a fork>b a>fork2 b>fork2 fork2>end");
    expect(read(removeEdge(one, 2))).toBe("start a end");
  });
  it("moves a step to another edge, keeping its condition", () => {
    const one = flow("start>a a>b b>c c>end");
    one.edges![1]!.when = "outcome = 'approved'";
    const moved = moveNode(one, "a", { edges: [3], after: null });
    expect(read(moved)).toBe("start b c a end");
    expect(moved.edges!.find((edge) => edge.from === "a")?.when).toBe("outcome = 'approved'");
  });
  it("moves a block with everything in it, and not into itself", () => {
    const one = flow("start>a a>branch branch>b branch>c b>d c>d d>end");
    expect(read(moveNode(one, "branch", { edges: [6], after: null }))).toBe("start a d branch(b | c) end");
    expect(canMove(one, "branch", { edges: [4], after: null })).toBe(false);
    expect(canMove(one, "a", { edges: [0], after: null })).toBe(false);
    expect(canMove(one, "a", { edges: [1], after: null })).toBe(false);
    expect(read(moveNode(one, "a", { edges: [3], after: null }))).toBe("start branch(b | a c) d end");
  });
  it("moves a step into a sub-process", () => {
    const one = flow("start>a a>sub sub>end start_in>end_in", [
      { id: "sub", type: "subprocess" },
      { id: "start_in", type: "start", parent: "sub" },
      { id: "end_in", type: "end", parent: "sub" },
    ]);
    expect(read(moveNode(one, "a", { edges: [3], after: null }))).toBe("start sub{start_in a end_in} end");
  });
  it("copies a block under new names", () => {
    const one = flow("start>fork fork>a fork>b a>fork_2 b>fork_2 fork_2>end");
    const copy = withFreshIds(one, pieceOf(one, "fork")!);
    expect(read(insertPiece(one, { edges: [5], after: null }, copy))).toBe(
      "start fork(a | b) fork_2 fork_3(a_2 | b_2) fork_4 end",
    );
    expect(read(removeBlock(one, "fork"))).toBe("start end");
    expect(blockOf(one, "fork")?.nodes.size).toBe(4);
  });
  it("adds a branch before the default, to where the others meet or to an end of its own", () => {
    const one = flow("start>branch branch>a branch>b a>c b>c c>end");
    one.edges![2]!.default = true;
    const more = addBranch(one, "branch", { when: "x" });
    expect(read(more)).toBe("start branch(a |  | b) c end");
    expect(read(addBranch(flow("start>a a>b a>end2 b>end"), "a", {}))).toBe("start a(b end | end2 | end_2)");
  });
  it("allows an end only where the rest can still be reached", () => {
    const one = flow("start>branch branch>a branch>b a>c b>c c>end");
    expect(endsAt(one, { edges: [3], after: null })).toBe(true);
    expect(endsAt(one, { edges: [5], after: null })).toBe(false);
  });
});

describe("the top-down drawing", () => {
  const one = flow("start>branch branch>a branch>b branch>end2 a>c a>d c>e d>e b>f e>f f>end");
  const drawing = layoutTree(one, readStructure(one)!);
  const box = (id: string) => drawing.boxes.find((each) => each.id === id)!;
  it("shows every step once and no two over each other", () => {
    const ids = [...stepsOf(readStructure(one)!)].map((step) => step.node.id);
    expect(drawing.boxes.map((each) => each.id).sort()).toEqual([...ids].sort());
    for (const a of drawing.boxes)
      for (const b of drawing.boxes)
        if (a !== b)
          expect(
            a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y,
          ).toBe(true);
  });
  it("goes down, branches from left to right, and stays inside", () => {
    expect(box("start").y).toBeLessThan(box("branch").y);
    expect(box("a").x).toBeLessThan(box("b").x);
    expect(box("b").x).toBeLessThan(box("end2").x);
    for (const each of drawing.boxes) {
      expect(each.x).toBeGreaterThanOrEqual(0);
      expect(each.x + each.width).toBeLessThanOrEqual(drawing.width);
      expect(each.y + each.height).toBeLessThanOrEqual(drawing.height);
    }
  });
  it("has one place per way on, and is the same every time", () => {
    expect(new Set(drawing.slots.map((each) => each.id)).size).toBe(drawing.slots.length);
    expect(layoutTree(one, readStructure(one)!)).toEqual(drawing);
  });
  it("is quick for five hundred steps", () => {
    const long = flow(
      ["start>branch0"]
        .concat(
          Array.from(
            { length: 120 },
            (_, at) =>
              `branch${at}>a${at} branch${at}>b${at} a${at}>c${at} b${at}>c${at} c${at}>${at < 119 ? `branch${at + 1}` : "end"}`,
          ),
        )
        .join(" "),
    );
    const begun = performance.now();
    expect(layoutTree(long, readStructure(long)!).boxes).toHaveLength(482);
    expect(performance.now() - begun).toBeLessThan(3_000);
  });
});
