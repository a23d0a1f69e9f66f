/** The columns of a board: which values a field has, and how one asks for the records of each. */
import type { Field, FieldOption } from "@/lib/form-runtime/definition";
import { isMany } from "@/lib/records/columns";
import { text } from "../../model/filter-texts";

export interface BoardColumn {
  /** The value as the API takes it; null: blank. */
  value: string | boolean | null;
  /** Under which limits and folding are kept. */
  id: string;
  option?: FieldOption;
}

export const BLANK = "";

const GROUPING = new Set(["select", "boolean", "member", "department", "link"]);

/** Fields that can make columns, lanes or groups. */
export const isGrouping = (field: Field): boolean => GROUPING.has(field.type) && !isMany(field);

const keyOf = (value: string | boolean | null): string => (value === null ? BLANK : String(value));

/** The value of a row's cell, without the title beside its id. */
export function memberOf(value: unknown): string | boolean | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "object" && "id" in value) return String(value.id);
  return value as string | boolean;
}

/** Columns that are known without asking for records; `found` are the members that records have. */
export function boardColumns(field: Field, found: readonly unknown[]): BoardColumn[] {
  const members = found.map(memberOf);
  const column = (value: string | boolean | null, option?: FieldOption): BoardColumn => ({
    value,
    id: keyOf(value),
    option,
  });
  const blank = members.includes(null) ? [column(null)] : [];
  if (field.type === "select") {
    const options = field.options.filter((option) => !option.retired || members.includes(option.value));
    const lost = members.filter(
      (member) => member !== null && !field.options.some((option) => option.value === member),
    );
    return [
      ...blank,
      ...options.map((option) => column(option.value, option)),
      ...lost.map((value) => column(value)),
    ];
  }
  if (field.type === "boolean") return [...blank, column(true), column(false)];
  return [...blank, ...members.filter((member) => member !== null).map((member) => column(member))];
}

/** The records of a column as a condition. */
export function columnFilter(key: string, value: string | boolean | null): string {
  if (value === null) return `ISBLANK(${key})`;
  if (typeof value === "boolean") return `${key} = ${value ? "TRUE" : "FALSE"}`;
  return `${key} = ${text(value)}`;
}
