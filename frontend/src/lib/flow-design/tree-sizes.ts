/** How much room the parts of the top-down drawing take. */
import type { FlowDefinition, FlowNode } from "./definition";
import type { BoxKind, Drawing } from "./drawing";
import { isJoin, type Branch, type Sequence } from "./structure";

export const CARD = { width: 236, height: 72 };
export const SLIM = { width: 164, height: 36 };
export const JOIN = { width: 76, height: 28 };
export const GAP = 52;
const COLUMN_GAP = 28;
export const STUB = 18;
export const CHIP = { width: 208, height: 28 };
export const FRAME = { head: 44, pad: 20 };
export const PAD = 32;

/** How far something reaches to both sides of its middle line. */
export interface Extent {
  left: number;
  right: number;
}

export interface Pen {
  flow: FlowDefinition;
  drawing: Drawing;
}

export function sizeOf(pen: Pen, node: FlowNode): { kind: BoxKind; width: number; height: number } {
  if (isJoin(pen.flow, node)) return { kind: "join", ...JOIN };
  if ((node.type === "start" && node.parent) || node.type === "end" || node.type === "branch")
    return { kind: "slim", ...SLIM };
  return { kind: "card", ...CARD };
}

export function frameSize(pen: Pen, inside: Sequence): { width: number; trunk: number } {
  const { left, right } = extentOf(pen, inside);
  return { width: left + right + 2 * FRAME.pad, trunk: left + FRAME.pad };
}

const wider = (a: Extent, b: Extent): Extent => ({
  left: Math.max(a.left, b.left),
  right: Math.max(a.right, b.right),
});

/** The middle lines of branches, relative to the one above them. */
export function columns(pen: Pen, branches: Branch[]): { at: number[]; extent: Extent } {
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

export function extentOf(pen: Pen, { steps, tail }: Sequence): Extent {
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
