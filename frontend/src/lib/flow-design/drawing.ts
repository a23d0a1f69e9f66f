/** A drawing of a flow: where its cards, lines, conditions and places for new steps stand, in pixels. */

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
