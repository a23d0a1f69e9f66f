/** Families of field types, so that a new member is named once. */
import type { Field, FieldOption } from "./definition";

export const FILE_TYPES = ["attachment", "image", "signature"] as const;

const FILES = new Set<string>(FILE_TYPES);

/** Whether a field's value is a list of uploaded files. */
export const holdsFiles = (type: string): boolean => FILES.has(type);

/** Whether the field is one value of its own: a subform has rows, a button nothing. */
export const isOneValue = (field: Field): boolean => field.type !== "subform" && field.type !== "button";

/** A formula is shown, compared and aligned as what it computes: a number unless it says otherwise. */
export const valueKind = (field: Field): string =>
  field.type === "formula" ? (field.as ?? "number") : field.type;

const NUMERIC = new Set<string>(["number", "money", "percent", "duration", "rating", "slider"]);
/** Shown, compared and summed as a number. `kind`: a field's type, or what a formula computes. */
export const isNumericKind = (kind: string): boolean => NUMERIC.has(kind);

const LISTS = new Set<string>(["multi_select", "tags", "ranking", "matrix"]);
/** Several named values in one field. */
export const isListKind = (kind: string): boolean => LISTS.has(kind);

/** What can be answered in each row of a matrix. */
export function matrixAnswers(field: Field & { type: "matrix" }): FieldOption[] {
  if (field.answer !== "number") return field.columns ?? [];
  const low = field.min ?? 1;
  return Array.from({ length: (field.max ?? 5) - low + 1 }, (_, at) => ({
    value: String(low + at),
    label: String(low + at),
  }));
}

const both = (one: FieldOption, locale: "zh-CN" | "en"): string =>
  (typeof one.label === "string" ? one.label : one.label[locale]) || one.value;

/** The named values of a field: its options, or each row of a matrix with each of its answers. */
export function choicesOf(field: Field): FieldOption[] {
  if (field.type !== "matrix") return "options" in field ? ((field.options as FieldOption[]) ?? []) : [];
  return field.rows.flatMap((row) =>
    matrixAnswers(field).map((answer) => ({
      value: `${row.value}:${answer.value}`,
      color: answer.color,
      label: {
        "zh-CN": `${both(row, "zh-CN")}: ${both(answer, "zh-CN")}`,
        en: `${both(row, "en")}: ${both(answer, "en")}`,
      },
    })),
  );
}
