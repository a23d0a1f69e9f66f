/** From a sheet to a plan: what goes where at first, and what is sent. */
import { labelText } from "@/lib/locale";
import { COMPUTED } from "@/lib/form-runtime/computed";
import type { Field, FormDefinition } from "@/lib/form-runtime/definition";
import type { Label } from "@/lib/types";
import type { Choice, Draft, GuessedType, Sheet, Upload } from "./types";
import { FILE_TYPES } from "@/lib/form-runtime/kinds";

const NEVER = new Set<string>([...COMPUTED, "subform"]);
const FILES = new Set<string>(FILE_TYPES);

/** Fields a column can be imported into; those of files only if the files came along. */
export const targetsOf = (
  { fields }: FormDefinition,
  rights: Record<string, string>,
  withFiles: boolean,
): Field[] =>
  fields.filter(
    (field) =>
      !NEVER.has(field.type) &&
      (withFiles || !FILES.has(field.type)) &&
      !field.hidden &&
      rights[field.key] === "write",
  );

/** Headers and labels are compared without spaces, marks and what stands in brackets: «客户名称 *», «客户名称（必填）». */
export const folded = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[(（[【].*?[)）\]】]/g, "")
    .replace(/[^\p{L}\p{N}]/gu, "");

function namesOf(field: Field): string[] {
  const names = [labelText(field.label, "zh-CN"), labelText(field.label, "en"), field.key];
  return names.map(folded).filter(Boolean);
}

/** Each column into the field of the same name; the others are left out, to be chosen by hand. */
export function matched(sheet: Sheet, fields: Field[]): Record<number, Choice> {
  const taken = new Set<string>();
  const choices: Record<number, Choice> = {};
  for (const column of sheet.columns) {
    const header = folded(column.header);
    const field = fields.find(
      (each) => !taken.has(each.key) && header !== "" && namesOf(each).includes(header),
    );
    choices[column.index] = field ? { kind: "field", field: field.key } : { kind: "skip" };
    if (field) taken.add(field.key);
  }
  return choices;
}

/** Every column as a new field of the guessed type. */
export const asNewFields = (sheet: Sheet, unnamed: (index: number) => string): Record<number, Choice> =>
  Object.fromEntries(
    sheet.columns.map((column): [number, Choice] => [
      column.index,
      { kind: "new", label: column.header || unnamed(column.index), type: column.type },
    ]),
  );

/** `客户.xlsx` with a sheet «Sheet1» becomes a form 客户; a sheet with a name of its own gives that. */
export function formName(upload: Upload, sheet: Sheet): string {
  const file = (upload.table ?? upload.name).replace(/\.[^.]+$/, "");
  const bare = /^(sheet|工作表|表)\s*\d*$|^csv$/i.test(sheet.name.trim());
  return (bare ? file : sheet.name).slice(0, 100);
}

/** Names of the columns when another row is taken for the header. */
export function withHeader(sheet: Sheet, row: number): Sheet {
  if (row === sheet.header_row) return sheet;
  const headers = sheet.preview[row] ?? [];
  const columns = sheet.columns.map((column) => ({
    ...column,
    header: headers[column.index] === null ? "" : String(headers[column.index] ?? "").trim(),
    samples: sheet.preview.slice(row + 1, row + 6).map((cells) => cells[column.index]),
  }));
  return { ...sheet, header_row: row, columns };
}

/** A file of our own brings its labels in both languages: they stay unless the label was written anew. */
function newLabel({ label, type }: { label: string; type: GuessedType }): unknown {
  const told = type.label as Label | undefined;
  const same = told && [labelText(told, "zh-CN"), labelText(told, "en")].includes(label);
  return same ? told : label;
}

/** The body of `:plan`. */
export function planOf(upload: Upload, draft: Draft): Record<string, unknown> {
  const sheet = upload.sheets[draft.sheet]!;
  const isNew = draft.form === null;
  return {
    sheet: sheet.name,
    header_row: draft.headerRow,
    target: isNew ? { new: { label: draft.newLabel.trim() } } : { form: draft.form },
    columns: sheet.columns.map(({ index }) => {
      const choice = draft.choices[index] ?? { kind: "skip" };
      if (choice.kind === "field") {
        const { field, by, create } = choice;
        return { index, field, ...(by ? { by } : {}), ...(create ? { create } : {}) };
      }
      if (choice.kind === "new") return { index, new: { ...choice.type, label: newLabel(choice) } };
      return { index, skip: true };
    }),
    mode: isNew ? "insert" : draft.mode,
    match: isNew || draft.mode === "insert" ? [] : draft.match,
    loosely: draft.loosely,
    on_error: draft.onError,
  };
}

export type Gap = "nothing" | "name" | "match" | "twice" | "label";

/** What is still missing before the file can be checked. */
export function gapOf(draft: Draft): Gap | null {
  const chosen = Object.values(draft.choices).filter((choice) => choice.kind !== "skip");
  if (draft.form === null && draft.newLabel.trim() === "") return "name";
  if (chosen.length === 0) return "nothing";
  if (chosen.some((choice) => choice.kind === "new" && choice.label.trim() === "")) return "label";
  const fields = chosen.flatMap((choice) => (choice.kind === "field" ? [choice.field] : []));
  if (new Set(fields).size < fields.length) return "twice";
  const needsMatch = draft.form !== null && draft.mode !== "insert";
  if (needsMatch && (draft.match.length === 0 || draft.match.some((key) => !fields.includes(key))))
    return "match";
  return null;
}
