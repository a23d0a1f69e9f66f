/** Shapes of the list of records, as docs/api.md gives them. */
import type { Program } from "@/lib/formula/ast";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import type { ColumnSpec } from "@/lib/records/types";
import type { Label } from "@/lib/types";

export type { Column, ColumnSpec, RecordRow } from "@/lib/records/types";

export const VIEW_TYPES = ["grid", "kanban", "calendar", "gantt", "gallery", "tree", "map", "pivot"] as const;
export type ViewType = (typeof VIEW_TYPES)[number];
export type TotalFn = "count" | "sum" | "avg" | "min" | "max";
export type ViewColour =
  | "grey"
  | "blue"
  | "teal"
  | "green"
  | "lime"
  | "yellow"
  | "orange"
  | "red"
  | "pink"
  | "purple";

export interface Axis {
  field: string;
  grain?: "year" | "quarter" | "month" | "week" | "day" | null;
}

/** What a view remembers besides its columns, filter and order; docs/forms.md says what each means. */
export interface ViewLook {
  type: ViewType;
  group_by?: string | null;
  lane?: string | null;
  groups?: string[];
  totals?: { fn: TotalFn; field?: string | null }[];
  limits?: Record<string, number>;
  collapsed?: string[];
  date?: string | null;
  end?: string | null;
  progress?: string | null;
  depends?: string | null;
  scale?: "day" | "week" | "month" | "quarter" | "list" | null;
  cover?: string | null;
  fit?: "cover" | "contain";
  parent?: string | null;
  location?: string | null;
  rows?: Axis[];
  cols?: Axis[];
  colors?: { when: string; color: ViewColour }[];
  row_height?: Density | null;
  locked?: boolean;
}

export interface ViewSettings extends ViewLook {
  columns: ColumnSpec[];
  filter: string | null;
  sort: string[];
}

/** A view of the form's definition (`key`) or a saved one (`id`). */
export interface GridView {
  key: string;
  label: Label;
  columns: ColumnSpec[];
  filter: string | null;
  sort: string[];
  look: ViewLook;
  /** Only saved views have one. */
  saved: SavedView | null;
}

export interface SavedView extends ViewSettings {
  id: string;
  label: string;
  shared: boolean;
  mine: boolean;
  version: number;
}

/** A colour rule as the server compiled it for this viewer. */
export interface ColourProgram {
  color: ViewColour;
  when: Program;
  reads: string[];
}

export type ListedRuntime = FormRuntime & {
  views?: SavedView[];
  colors?: Record<string, ColourProgram[]>;
};

export type Density = "compact" | "normal" | "tall";
export const ROW_HEIGHTS: Record<Density, number> = { compact: 32, normal: 40, tall: 56 };
