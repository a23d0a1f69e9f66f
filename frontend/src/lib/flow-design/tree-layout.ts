/** Where everything stands in the top-down drawing: computed, so that the same flow always looks the same. */
import type { FlowDefinition, FlowNode } from "./definition";
import { isJoin, type Branch, type Sequence, type Step, type Tail } from "./structure";

export const CARD = { width: 236, height: 72 };
const SLIM = { width: 164, height: 36 };
const JOIN = { width: 76, height: 28 };
const GAP = 52;
const COLUMN_GAP = 28;
const STUB = 18;
const CHIP = { width: 208, height: 28 };
const FRAME = { head: 44, pad: 20 };
const PAD = 32;

export type BoxKind = "card" | "slim" | "join" | "frame" | "jump";

export interface Box {
  id: string;
  kind: BoxKind;
  x: number;
  y: number;
  width: number;
  height: number;
}
export interface Line {
  /** The edges it stands for: coloured when one of them was taken. */
  edges: number[];
  points: [number, number][];
  dashed: boolean;
  arrow: boolean;
}
/** A place where a step can be put: on edges, or behind a step without a way on. */
export interface Slot {
  id: string;
  edges: number[];
  after: string | null;
  x: number;
  y: number;
}
export interface Chip {
  edge: number;
  /** `head`: at the top of a branch. `side`: beside a single edge. */
  kind: "head" | "side";
  x: number;
  y: number;
  width: number;
  height: number;
}
export interface Drawing {
  width: number;
  height: number;
  boxes: Box[];
  lines: Line[];
  slots: Slot[];
  chips: Chip[];
}

/** How far something reaches to both sides of its middle line. */
interface Extent {
  left: number;
  right: number;
}

interface Pen {
  flow: FlowDefinition;
  drawing: Drawing;
}

function sizeOf(pen: Pen, node: FlowNode): { kind: BoxKind; width: number; height: number } {
  if (isJoin(pen.flow, node)) return { kind: "join", ...JOIN };
  if (node.type === "start" || node.type === "end" || node.type === "branch")
    return { kind: "slim", ...SLIM };
  return { kind: "card", ...CARD };
}

function frameSize(pen: Pen, inside: Sequence): { width: number; trunk: number } {
  const { left, right } = extentOf(pen, inside);
  return { width: left + right + 2 * FRAME.pad, trunk: left + FRAME.pad };
}

const wider = (a: Extent, b: Extent): Extent => ({
  left: Math.max(a.left, b.left),
  right: Math.max(a.right, b.right),
});

/** The middle lines of branches, relative to the one above them. */
function columns(pen: Pen, branches: Branch[]): { at: number[]; extent: Extent } {
  const sizes = branches.map((branch) => {
    const own = extentOf(pen, branch.body);
    const chip = branch.edge === null ? 0 : CHIP.width / 2;
    return wider(own, { left: chip, right: chip });
  });
  const at: number[] = [];
  let x = 0;
  for (const { left, right } of sizes) {
    at.push(x + left);
    x += left + right + COLUMN_GAP;
  }
  const middle = ((at[0] ?? 0) + (at.at(-1) ?? 0)) / 2;
  return {
    at: at.map((one) => one - middle),
    extent: { left: middle, right: x - COLUMN_GAP - middle },
  };
}

function extentOf(pen: Pen, { steps, tail }: Sequence): Extent {
  const jump = tail.kind === "jump" ? SLIM.width / 2 : 0;
  return steps.reduce(
    (found, step) => {
      const half = sizeOf(pen, step.node).width / 2;
      const frame = step.inside ? frameSize(pen, step.inside) : null;
      const own = frame
        ? { left: Math.max(half, frame.trunk), right: Math.max(half, frame.width - frame.trunk) }
        : { left: half, right: half };
      const behind = step.split ? columns(pen, step.split.branches).extent : own;
      return wider(found, wider(own, behind));
    },
    { left: Math.max(jump, 12), right: Math.max(jump, 12) },
  );
}

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
