/** A field becomes another type: what is common stays, the rest begins as a new field of that type does. */
import type { Field, FieldType, FormDefinition } from "@/lib/form-runtime/definition";
import type { Locale } from "@/lib/types";
import { fieldAt, updateField } from "./edit";
import { newField } from "./new-field";

/** Types between which values can be carried over one by one; the server counts what becomes of each. */
const PLAIN: FieldType[] = [
  "text",
  "long_text",
  "rich_text",
  "number",
  "money",
  "percent",
  "duration",
  "rating",
  "slider",
  "boolean",
  "date",
  "datetime",
  "time",
  "select",
  "multi_select",
  "cascade",
  "tags",
  "ranking",
  "phone",
  "email",
  "url",
  "address",
  "barcode",
];
const PEOPLE: FieldType[] = ["member", "text", "tags"];
const DEPARTMENTS: FieldType[] = ["department", "text", "tags"];
const FILES: FieldType[] = ["attachment", "image"];
const COMPUTED: FieldType[] = ["formula", "lookup", "rollup", "series"];
const COMMON = ["label", "help", "required", "readonly", "hidden", "later", "placeholder", "unique", "index"];
const OPTIONS = new Set<FieldType>(["select", "multi_select", "tags", "ranking"]);

/** What a field of this type may become; only itself where nothing fits. */
export function targetsOf(type: FieldType): FieldType[] {
  if (type === "member") return PEOPLE;
  if (type === "department") return DEPARTMENTS;
  if (FILES.includes(type)) return FILES;
  if (COMPUTED.includes(type)) return [type, ...PLAIN.slice(0, 6), "date", "datetime"];
  if (type === "location") return [type, "text", "address"];
  return PLAIN.includes(type) ? PLAIN : [type];
}

/** The field as one of another type. Options go along between types that have them. */
export function retyped(field: Field, type: FieldType, locale: Locale): Field {
  const old = field as unknown as Record<string, unknown>;
  const fresh = newField(type, "", locale, [], []) as unknown as Record<string, unknown>;
  const kept = Object.fromEntries(COMMON.filter((name) => name in old).map((name) => [name, old[name]]));
  const options = OPTIONS.has(field.type) && OPTIONS.has(type) && old.options ? { options: old.options } : {};
  return { ...fresh, ...kept, ...options, key: field.key, type } as unknown as Field;
}

/** The definition with the field as another type, in its place. */
export function changeType(
  definition: FormDefinition,
  key: string,
  type: FieldType,
  locale: Locale,
  subform?: string,
): FormDefinition {
  const field = fieldAt(definition, key, subform);
  if (!field || field.type === type) return definition;
  const gone = Object.fromEntries(Object.keys(field).map((name) => [name, undefined]));
  return updateField(definition, key, { ...gone, ...retyped(field, type, locale) }, subform);
}
