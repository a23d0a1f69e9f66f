/** Shapes of the list of records, as docs/api.md gives them. */
import type { FormRuntime } from "@/lib/form-runtime/definition";
import type { ColumnSpec } from "@/lib/records/types";
import type { Label } from "@/lib/types";

export type { Column, ColumnSpec, RecordRow } from "@/lib/records/types";

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

export type ListedRuntime = FormRuntime & { views?: SavedView[] };

export type Density = "compact" | "normal" | "tall";
export const ROW_HEIGHTS: Record<Density, number> = { compact: 32, normal: 40, tall: 56 };
