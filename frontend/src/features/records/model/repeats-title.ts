import type { Column, RecordRow } from "./types";

/** Whether a column would say once more what stands above it as the title of the record, or as a part of it («Acme ·
 * 2026-05»); `first` is the view's first
 * column, which names records that have no title of their own. */
export function repeatsTitle(row: RecordRow, column: Column, first: Column | undefined): boolean {
  if (!row._title) return column === first;
  const value: unknown = row[column.key];
  const said = value !== null && typeof value === "object" && "title" in value ? value.title : value;
  return typeof said === "string" && [row._title, ...row._title.split(" · ")].includes(said);
}
