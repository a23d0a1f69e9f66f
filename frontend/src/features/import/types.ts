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
  /** A zip: how many files came with the table, and the table's own name. */
  files?: number;
  table?: string;
  /** The workbook describes a form (XLSForm). */
  xlsform?: boolean;
  /** A mended file: the import whose refused rows it brings, and how many are still to be mended. */
  continues?: { import: string; rows: number; form: string } | null;
  /** This very file ran before. */
  same_as?: { import: string; at: string } | null;
}

/** `by`: the field of the linked form that names its records; `create`: what is missing is made. */
export interface FieldChoice {
  kind: "field";
  field: string;
  by?: string;
  create?: boolean;
}

export type Choice = { kind: "skip" } | FieldChoice | { kind: "new"; label: string; type: GuessedType };

export type Mode = "insert" | "update" | "upsert" | "skip";
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
  /** Matched without case, width and outer blanks. */
  loosely: boolean;
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
  /** Left out: in already, or there before. */
  skipped: number;
  /** Linked records that are made because the file names them. */
  linked: number;
  errors: CellError[];
}

export interface RunResult extends CheckResult {
  form: string | null;
  /** Nothing was written because a row was wrong. */
  stopped: boolean;
  errors_file?: { id: string; name: string };
}

export interface UndoPreview {
  created: number;
  updated: number;
  changed_since: number;
  allowed: boolean;
}

export interface UndoResult {
  deleted: number;
  restored: number;
  kept_records: number;
  held: number;
  kept: { form: string; record: string; title: string | null; fields: string[]; reason: string }[];
}

export interface PastImport {
  id: string;
  name: string;
  at: string;
  continues: string | null;
  undone_at: string | null;
  form: string | null;
  created: number | null;
  updated: number | null;
  bad: number | null;
  errors_file: { id: string; name: string } | null;
}
