/** What a bulk edit says, while it is being written and as it is sent. */
import { isComputed } from "@/lib/form-runtime/computed";
import type { Field, FormRuntime } from "@/lib/form-runtime/definition";
import { FILE_TYPES } from "@/lib/form-runtime/kinds";
import type { Job } from "@/lib/types";
import type { RecordRow } from "../model/types";

export const MOST_CHANGES = 20;

/** `refill`: the link's snapshot is taken again. */
export type Becomes = "value" | "formula" | "empty" | "refill";

/** One line of the page: a field and what it becomes. */
export interface ChangeDraft {
  line: number;
  field: string | null;
  becomes: Becomes;
  value: unknown;
  formula: string;
}

export interface Change {
  field: string;
  value?: unknown;
  formula?: string;
  refill?: true;
}

/** Which records: those that were chosen, or everything that the list's question finds. */
export type Scope = { ids: string[] } | { filter: string | null; search: string | null };

export interface Edit {
  ids?: string[];
  filter?: string | null;
  search?: string | null;
  changes: Change[];
}

export interface Preview {
  count: number;
  sample: {
    id: string;
    title: string | null;
    before: Partial<RecordRow>;
    after: Partial<RecordRow>;
    problem: string | null;
  }[];
}

export interface EditResult {
  records: number;
  changed: number;
  unchanged: number;
  held: number;
  refused: number;
  problems: { id: string; title: string | null; message: string }[];
  batch: string;
}

export type LatestEdit = Job<EditResult> & { fields: string[]; undo: Job<EditResult> | null };

export const draftOf = (line: number): ChangeDraft => ({
  line,
  field: null,
  becomes: "value",
  value: null,
  formula: "",
});

const NEVER = new Set<string>(["subform", "button", "snapshot", ...FILE_TYPES]);

/** Fields that can be edited in bulk by this person. */
export const editableFields = (runtime: FormRuntime): Field[] =>
  runtime.definition.fields.filter(
    (field) =>
      runtime.fields[field.key] === "write" &&
      !NEVER.has(field.type) &&
      !isComputed(field) &&
      !field.readonly &&
      !field.hidden,
  );

/** What a line changes: the field, or all that its link takes from the record. */
export function touched({ field, becomes }: ChangeDraft, fields: Field[]): string[] {
  const own = fields.find((each) => each.key === field);
  if (becomes !== "refill" || own?.type !== "link") return field ? [field] : [];
  return [...Object.keys(own.fill ?? {}), ...(own.stamp ? [own.stamp] : [])];
}

/** What a field may become. */
export const waysOf = (field: Field | undefined): Becomes[] => [
  "value",
  "formula",
  "empty",
  ...(field?.type === "link" && field.stamp ? (["refill"] as const) : []),
];

const isBlank = (value: unknown): boolean =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

/** As it is sent; null while a line is unfinished. A value left blank is unfinished: clearing is said with a word. */
export function changesOf(drafts: ChangeDraft[]): Change[] | null {
  const changes: Change[] = [];
  for (const { field, becomes, value, formula } of drafts) {
    if (field === null) return null;
    if (becomes === "empty") changes.push({ field, value: null });
    else if (becomes === "refill") changes.push({ field, refill: true });
    else if (becomes === "formula") {
      if (formula.trim() === "") return null;
      changes.push({ field, formula: formula.trim() });
    } else {
      if (isBlank(value)) return null;
      changes.push({ field, value });
    }
  }
  return changes.length > 0 ? changes : null;
}

/** Whether an edit can still be taken back: it changed something, is over, and wasn't taken back yet. */
export const canUndo = (edit: LatestEdit): boolean =>
  edit.state === "done" &&
  (edit.result?.changed ?? 0) > 0 &&
  (edit.undo === null || ["failed", "cancelled"].includes(edit.undo.state));
