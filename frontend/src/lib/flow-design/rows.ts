/** What a step writes: values of fields, and line items. */

export interface Setting {
  field: string;
  value: string;
}

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
