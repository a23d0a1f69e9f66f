/** What the designer talks about: places on the canvas, what is selected, the server's draft. */
import type { FormDefinition } from "@/lib/form-runtime/definition";
import type { Label } from "@/lib/types";

export type Selection =
  | { kind: "field"; key: string; subform?: string }
  | { kind: "block"; block: number }
  | { kind: "page"; block: number; page: number }
  | { kind: "item"; block: number; page: number; index: number }
  | null;

/** Where something lands: an index among the items of a page, or among a subform's columns. */
export type Place = { block: number; page: number; index: number } | { subform: string; index: number };

export interface Problem {
  path: (string | number)[];
  code: string;
  message: Label;
  level: "error" | "warning";
  pos?: number;
  length?: number;
}

export interface Tombstone {
  key: string;
  label: Label;
  type: string;
  deleted_at: string;
}

export interface Draft {
  definition: FormDefinition;
  revision: number;
  published_version: number | null;
  dirty: boolean;
  problems: Problem[];
  tombstones: Tombstone[];
}
