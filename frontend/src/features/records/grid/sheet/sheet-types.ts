/** What a sheet keeps of its cells, and what it needs of its page. */
import type { Column, RecordRow } from "@/lib/records/types";
import type { RowSource } from "../../model/row-source";
import type { Locked } from "./editable";
import type { Spot } from "./range";
import type { Send } from "./writer";

/** A cell that wasn't saved: why, what was to stand there, and what stands there by now when somebody else saved. */
export interface CellProblem {
  sentence: string;
  mine: unknown;
  conflict: boolean;
}
export type RowProblems = Readonly<Record<string, CellProblem>>;
export type Values = Record<string, unknown>;

export interface Editing {
  spot: Spot;
  row: RecordRow;
  column: Column;
  value: unknown;
}

/** What the sheet needs of the page it stands in; renewed with every render. */
export interface Surroundings {
  source: RowSource;
  columns: Column[];
  locked: (column: Column) => Locked;
  ops: string[];
  send: Send;
  /** Says what was refused or could not be taken back. */
  tell: (words: {
    kind: "refused" | "not_undone" | "undone" | "redone";
    count: number;
    text: string;
  }) => void;
  held: (count: number) => void;
  failed: (error: unknown) => void;
  /** Titles that a row's links told, for the widgets of the editor. */
  knows: (row: RecordRow, column: Column) => void;
}
