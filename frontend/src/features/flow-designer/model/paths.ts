/** Fields by path: of a form, of what it links to, and those that every record has. */
import type { Field, FormDefinition } from "@/lib/form-runtime/definition";
import type { Label } from "@/lib/types";
import { holdsFiles, isOneValue, valueKind } from "@/lib/form-runtime/kinds";

export interface PathEntry {
  path: string;
  labels: Label[];
  field: Field;
}

export interface SystemNames {
  owner: string;
  created_by: string;
  created_at: string;
  updated_by: string;
  updated_at: string;
}

/** Fields that every record has, for choosing from. */
export function systemFields(names: SystemNames): Field[] {
  return [
    { key: "owner", label: names.owner, type: "member" },
    { key: "created_by", label: names.created_by, type: "member" },
    { key: "created_at", label: names.created_at, type: "datetime" },
    { key: "updated_by", label: names.updated_by, type: "member" },
    { key: "updated_at", label: names.updated_at, type: "datetime" },
  ];
}

/** Every path that leads to a value: own fields, then those behind links that lead to one record. */
export function pathsOf(
  form: FormDefinition | undefined,
  linked: (form: string) => FormDefinition | undefined,
  system: Field[],
): PathEntry[] {
  if (!form) return [];
  const own = [...form.fields, ...system];
  const near = own.map((field): PathEntry => ({ path: field.key, labels: [field.label], field }));
  const far = form.fields.flatMap((field): PathEntry[] => {
    if (field.type !== "link" || field.many) return [];
    return [...(linked(field.form)?.fields ?? []), ...system.slice(0, 1)].map((inner) => ({
      path: `${field.key}.${inner.key}`,
      labels: [field.label, inner.label],
      field: inner,
    }));
  });
  return [...near, ...far];
}

export const isPerson = ({ field }: PathEntry): boolean => field.type === "member";
export const isDepartment = ({ field }: PathEntry): boolean => field.type === "department";
export const isMoment = ({ field }: PathEntry): boolean =>
  valueKind(field) === "date" || valueKind(field) === "datetime";
/** What can stand in a line of text. */
export const isPlain = ({ field }: PathEntry): boolean => isOneValue(field) && !holdsFiles(field.type);
