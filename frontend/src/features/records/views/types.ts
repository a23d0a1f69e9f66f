/** What every view of records is given; each draws it in its own way. */
import type { Field, FormRuntime } from "@/lib/form-runtime/definition";
import type { CellSurroundings } from "@/ui/record-cells/cell-content";
import type { RowSource } from "../model/row-source";
import type { Column, ListedRuntime, RecordRow, ViewColour, ViewLook } from "../model/types";

export interface ViewProps {
  app: string;
  form: string;
  /** What the list is called, for screen readers. */
  label: string;
  runtime: ListedRuntime;
  look: ViewLook;
  setLook: (change: Partial<ViewLook>) => void;
  fields: Field[];
  columns: Column[];
  filter: string;
  /** Asks for other records; not where the filter is fixed. */
  setFilter?: (filter: string) => void;
  search: string;
  sort: string[];
  around: CellSurroundings;
  openId: string | null;
  hrefOf: (row: { id: string }) => string;
  onOpen: (row: { id: string }) => void;
  /** A new record with some values already there; null: may not. */
  onNew: ((preset?: Record<string, string>) => void) | null;
  /** The list's own rows: told when something changed, and what tells. */
  source: RowSource;
  colourOf: (row: RecordRow) => ViewColour | null;
  /** Fields that colours read and rows must therefore bring. */
  coloursRead: string[];
}

/** A field this person may write, and no formula or rule of the form makes fixed. */
export const mayWrite = (runtime: FormRuntime, key: string | null | undefined): boolean => {
  if (!key || !runtime.ops.includes("update")) return false;
  const field = runtime.definition.fields.find((each) => each.key === key);
  return !!field && runtime.fields[key] === "write" && !field.readonly && field.type !== "formula";
};
