/** What lookups and rollups may name, and the type that follows. */
import type { Field, LinkField } from "@/lib/form-runtime/definition";
import type { Label } from "@/lib/types";

export interface LinkPlace {
  path: string;
  labels: Label[];
  link: LinkField;
  /** The path gives a list: a link to several, or the rows of a subform. */
  list: boolean;
}

/** The links of a form; with `rows` those in its subforms' columns too. */
export function linksOf(fields: Field[], rows: boolean): LinkPlace[] {
  return fields.flatMap((field): LinkPlace[] => {
    if (field.type === "link")
      return [{ path: field.key, labels: [field.label || field.key], link: field, list: !!field.many }];
    if (field.type !== "subform" || !rows) return [];
    return linksOf(field.fields, false)
      .filter(({ link }) => !link.many)
      .map(({ path, labels, link }) => ({
        path: `${field.key}.${path}`,
        labels: [field.label || field.key, ...labels],
        link,
        list: true,
      }));
  });
}

const UNREADABLE = new Set(["subform", "attachment", "button"]);
export const readableFields = (fields: Field[]): Field[] =>
  fields.filter((field) => !UNREADABLE.has(field.type));

const PLAIN = new Set(["number", "money", "percent", "boolean", "date", "datetime"]);
const NAMES = new Set(["select", "member", "department", "link"]);

/** The kind of one value of a field: what `as` says. */
export function kindOf(field: Field): string {
  if ("as" in field && field.as) return field.as;
  if (field.type === "multi_select") return "select";
  return PLAIN.has(field.type) || NAMES.has(field.type) ? field.type : "text";
}

interface Result {
  as: string;
  many?: true;
  decimals?: number;
  currency?: string;
}

/** `as`, `many` and the look of a lookup of `field`. */
export function resultOf(field: Field, list: boolean): Result {
  const many = list || field.type === "multi_select" || ("many" in field && !!field.many);
  const { decimals, currency } = field as { decimals?: number | null; currency?: string | null };
  return {
    as: kindOf(field),
    ...(many ? { many: true as const } : { many: undefined }),
    decimals: many ? undefined : (decimals ?? undefined),
    currency: many ? undefined : (currency ?? undefined),
  } as Result;
}
