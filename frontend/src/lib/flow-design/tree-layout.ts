/** Where everything stands in the top-down drawing: computed, so that the same flow always looks the same. */
import type { FlowDefinition } from "./definition";
import type { Box, Drawing, Line } from "./drawing";
import type { Branch, Sequence, Step, Tail } from "./structure";
import {
  CARD,
  CHIP,
  columns,
  extentOf,
  FRAME,
  frameSize,
  GAP,
  JOIN,
  PAD,
  SLIM,
  sizeOf,
  STUB,
  type Pen,
} from "./tree-sizes";

function slot(pen: Pen, edges: number[], after: string | null, x: number, y: number): void {
  const id = after ? `after-${after}` : `on-${edges.join("-")}`;
  if (!pen.drawing.slots.some((other) => other.id === id)) pen.drawing.slots.push({ id, edges, after, x, y });
}

function line(pen: Pen, edges: number[], points: [number, number][], more: Partial<Line> = {}): void {
  pen.drawing.lines.push({ edges, points, dashed: false, arrow: false, ...more });
}

/** The way down to the next thing, with its «+»; the condition of a single edge stands beside it. */
function descend(pen: Pen, x: number, y: number, edges: number[], chip: boolean): number {
  const next = y + GAP;
  line(
    pen,
    edges,
    [
      [x, y],
      [x, next],
    ],
    { arrow: true, dashed: edges.length === 0 },
  );
  if (edges.length > 0) slot(pen, edges, null, x, y + GAP / 2);
  const only = edges.length === 1 ? pen.flow.edges?.[edges[0]!] : undefined;
  if (chip && only && (only.when || only.label))
    pen.drawing.chips.push({
      edge: edges[0]!,
      kind: "side",
      x: x + 22,
      y: y + GAP / 2 - 11,
      width: 150,
      height: 22,
    });
  return next;
}

function placeNode(pen: Pen, step: Step, x: number, y: number): number {
  const { node, inside } = step;
  if (!inside) {
    const size = sizeOf(pen, node);
    pen.drawing.boxes.push({ id: node.id, ...size, x: x - size.width / 2, y });
    return y + size.height;
  }
  const { width, trunk } = frameSize(pen, inside);
  const box: Box = {
    id: node.id,
    kind: "frame",
    x: x - trunk,
    y,
    width: Math.max(width, CARD.width + 2 * FRAME.pad),
    height: 0,
  };
  pen.drawing.boxes.push(box);
  const bottom = placeSequence(pen, inside, x, y + FRAME.head, "first") + FRAME.pad;
  box.height = bottom - y;
  return bottom;
}

function placeTail(pen: Pen, tail: Tail, x: number, y: number): number {
  if (tail.kind === "dead") {
    line(
      pen,
      [],
      [
        [x, y],
        [x, y + GAP / 2],
      ],
      { dashed: true },
    );
    slot(pen, [], tail.after, x, y + GAP / 2);
    return y + GAP;
  }
  if (tail.kind === "jump") {
    const next = descend(pen, x, y, [tail.edge], false);
    pen.drawing.boxes.push({
      id: `jump-${tail.edge}`,
      kind: "jump",
      x: x - SLIM.width / 2,
      y: next,
      width: SLIM.width,
      height: JOIN.height,
    });
    return next + JOIN.height;
  }
  return y;
}

/** The branches behind a step, and the bar at which those that go on meet. → the bottom */
function placeSplit(pen: Pen, branches: Branch[], x: number, y: number): number {
  const { at } = columns(pen, branches);
  const bottoms = branches.map((branch, index) => {
    const own = x + at[index]!;
    const head = branch.edge === null ? y + STUB : y + STUB + 10 + CHIP.height;
    const edges = branch.edge === null ? [] : [branch.edge];
    line(
      pen,
      edges,
      [
        [x, y],
        [x, y + STUB],
        [own, y + STUB],
        [own, head],
      ],
      { dashed: branch.edge === null },
    );
    if (branch.edge !== null)
      pen.drawing.chips.push({
        edge: branch.edge,
        kind: "head",
        x: own - CHIP.width / 2,
        y: y + STUB + 10,
        width: CHIP.width,
        height: CHIP.height,
      });
    const bottom = placeSequence(pen, branch.body, own, head, "branch");
    if (branch.body.tail.kind !== "open") return bottom;
    const { edges: tail } = branch.body.tail;
    // A split that ends the branch has its own «+» already when only one of its edges goes on.
    slot(pen, tail, null, own, bottom + GAP / 2);
    return bottom + GAP;
  });
  const lowest = Math.max(...bottoms);
  const open = branches.map((branch) => branch.body.tail).filter((tail) => tail.kind === "open");
  if (open.length === 0) return lowest;
  branches.forEach(({ body }, index) => {
    if (body.tail.kind !== "open") return;
    const own = x + at[index]!;
    line(pen, body.tail.edges, [
      [own, bottoms[index]! - GAP],
      [own, lowest + STUB],
      [x, lowest + STUB],
    ]);
  });
  return lowest + STUB;
}

type Opening = "first" | "branch";

function placeSequence(
  pen: Pen,
  { steps, tail }: Sequence,
  x: number,
  top: number,
  opening: Opening,
): number {
  let y = top;
  steps.forEach((step, index) => {
    const above = steps[index - 1];
    if (index > 0 || opening === "branch")
      y = descend(pen, x, y, step.before, index > 0 && above?.split === null);
    y = placeNode(pen, step, x, y);
    if (step.split) y = placeSplit(pen, step.split.branches, x, y);
  });
  return placeTail(pen, tail, x, y);
}

/** The top-down drawing of a flow that is made of blocks. */
export function layoutTree(flow: FlowDefinition, structure: Sequence): Drawing {
  const drawing: Drawing = { width: 0, height: 0, boxes: [], lines: [], slots: [], chips: [] };
  const pen: Pen = { flow, drawing };
  const extent = extentOf(pen, structure);
  const bottom = placeSequence(pen, structure, PAD + extent.left, PAD, "first");
  const rights = [
    ...drawing.boxes.map((box) => box.x + box.width),
    ...drawing.chips.map((chip) => chip.x + chip.width),
  ];
  return {
    ...drawing,
    width: Math.max(PAD + extent.left + extent.right, ...rights) + PAD,
    height: bottom + PAD,
  };
}
