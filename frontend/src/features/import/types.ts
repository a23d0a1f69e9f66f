/** Shapes of the import routes (docs/api.md, «Import»). */
import type { Field } from "@/lib/form-runtime/definition";
import type { Label } from "@/lib/types";

export type GuessedType = { type: Field["type"]; options?: unknown[] } & Record<string, unknown>;

export interface SheetColumn {
  index: number;
  header: string;
  samples: unknown[];
  type: GuessedType;
  /** Why it was taken for that type, in a sentence. */
  evidence: Label;
}

export interface Sheet {
  name: string;
  header_row: number;
  rows: number;
  columns: SheetColumn[];
  preview: unknown[][];
}

export interface Upload {
  id: string;
  name: string;
  sheets: Sheet[];
}

export type Choice =
  { kind: "skip" } | { kind: "field"; field: string } | { kind: "new"; label: string; type: GuessedType };

export type Mode = "insert" | "update" | "upsert";
export type OnError = "stop" | "skip";

export interface Draft {
  sheet: number;
  headerRow: number;
  /** Key of an existing form; null makes a new one. */
  form: string | null;
  newLabel: string;
  choices: Record<number, Choice>;
  mode: Mode;
  match: string[];
  onError: OnError;
}

export interface CellError {
  row: number;
  column?: string;
  field: string;
  value: string | null;
  code: string;
  message: string;
}

export interface CheckResult {
  rows: number;
  good: number;
  bad: number;
  created: number;
  updated: number;
  errors: CellError[];
}

export interface RunResult extends CheckResult {
  form: string | null;
  /** Nothing was written because a row was wrong. */
  stopped: boolean;
  errors_file?: { id: string; name: string };
}
