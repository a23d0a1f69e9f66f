/** Rows as the API gives them, and columns that show them. */
import type { Field } from "../form-runtime/definition";

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
  /** Why nobody may change it now. */
  locked?: LockState | null;
  /** Whether this person may lock or unlock it. */
  lock?: boolean;
}

export interface LockState {
  reason: string;
  note: string;
  by: { id: string; name: string | null } | null;
  at: string | null;
}

export interface ColumnSpec {
  field: string;
  width?: number | null;
  frozen?: boolean;
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
