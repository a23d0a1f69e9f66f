/** The line items that a step writes. */
import type { Setting } from "./nodes";

export const ROW_ACTS = ["replace", "add", "update", "remove"] as const;
export type RowAct = (typeof ROW_ACTS)[number];

/** `over`: `lines`, `quote.lines`, `steps.found`, `steps.found.lines`; without it one row. */
export interface RowsSetting {
  field: string;
  do?: RowAct;
  over?: string | null;
  where?: string | null;
  set?: Setting[];
}
