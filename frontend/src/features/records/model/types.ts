/** Shapes of the list of records, as docs/api.md gives them. */
import type { Field, FormRuntime } from "@/lib/form-runtime/definition";
import type { Label } from "@/lib/types";

export interface RecordRow extends Record<string, unknown> {
  id: string;
  version: number;
  _title?: string | null;
  /** Codes of computed fields that failed: `{weighted: "#DIV/0!"}`. */
  _errors?: Record<string, string>;
  _can?: RecordRights;
}

export interface RecordRights {
  update: boolean;
  delete: boolean;
  write: string[];
}

export interface ColumnSpec {
  field: string;
  width?: number | null;
  frozen?: boolean;
}

/** A view of the form's definition (`key`) or a saved one (`id`). */
export interface GridView {
  key: string;
  label: Label;
  columns: ColumnSpec[];
  filter: string | null;
  sort: string[];
  /** Only saved views have one. */
  saved: SavedView | null;
}

export interface SavedView {
  id: string;
  label: string;
  type: "grid";
  shared: boolean;
  mine: boolean;
  filter: string | null;
  columns: ColumnSpec[];
  sort: string[];
  version: number;
}

export interface Column {
  key: string;
  label: string;
  field: Field;
  width: number;
  frozen: boolean;
  sortable: boolean;
  align: "left" | "right";
}

export type ListedRuntime = FormRuntime & { views?: SavedView[] };

export type Density = "compact" | "normal" | "tall";
export const ROW_HEIGHTS: Record<Density, number> = { compact: 32, normal: 40, tall: 56 };
