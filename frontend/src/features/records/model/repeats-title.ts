import type { Column, RecordRow } from "./types";

/** Whether a column would say once more what stands above it as the title of the record; `first` is the view's first
 * column, which names records that have no title of their own. */
export function repeatsTitle(row: RecordRow, column: Column, first: Column | undefined): boolean {
  if (!row._title) return column === first;
  const value: unknown = row[column.key];
  const said = value !== null && typeof value === "object" && "title" in value ? value.title : value;
  return said === row._title;
}
