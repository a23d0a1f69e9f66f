/** Which columns a list can show, and how a view's choice of them becomes drawn columns. */
import type { Field, FormDefinition } from "../form-runtime/definition";
import type { Column, ColumnSpec } from "./types";
import { FILE_TYPES, isNumericKind, valueKind } from "../form-runtime/kinds";

export const MIN_WIDTH = 60;
export const MAX_WIDTH = 800;
/** Columns of a form that has no view. */
const FIRST_COLUMNS = 8;

const SYSTEM: Record<string, Field["type"]> = {
  owner: "member",
  created_at: "datetime",
  created_by: "member",
  updated_at: "datetime",
  updated_by: "member",
};

const WIDTHS: Partial<Record<Field["type"], number>> = {
  text: 200,
  long_text: 240,
  link: 200,
  number: 110,
  money: 130,
  percent: 90,
  boolean: 90,
  date: 120,
  datetime: 150,
  member: 120,
  multi_select: 200,
  tags: 200,
  ranking: 220,
  matrix: 240,
  rich_text: 240,
  time: 100,
  duration: 120,
  rating: 130,
  slider: 110,
  url: 200,
  email: 200,
  phone: 150,
  subform: 100,
};

export const isMany = (field: Field): boolean => "many" in field && !!field.many;

const UNSORTED = new Set<string>([
  "multi_select",
  "subform",
  "button",
  "location",
  "rich_text",
  "tags",
  "ranking",
  "matrix",
  ...FILE_TYPES,
]);

export const isSortable = (field: Field): boolean => !UNSORTED.has(field.type) && !isMany(field);

export const isNumeric = (field: Field): boolean => isNumericKind(valueKind(field));

export const isSystem = (key: string): boolean => key in SYSTEM;

/** Everything a column, a filter or an order may name: the form's own fields, then the system's. */
export function listFields(definition: FormDefinition, systemLabel: (key: string) => string): Field[] {
  const own = definition.fields.filter((field) => !field.hidden);
  const taken = new Set(own.map((field) => field.key));
  const system = Object.entries(SYSTEM)
    .filter(([key]) => !taken.has(key))
    .map(([key, type]) => ({ key, type, label: systemLabel(key) }) as Field);
  return [...own, ...system];
}

export function titleKey(definition: FormDefinition): string | null {
  const named = definition.title && definition.fields.some((field) => field.key === definition.title);
  if (named) return definition.title ?? null;
  const text = definition.fields.find((field) => field.type === "text" || field.type === "series");
  return text?.key ?? definition.fields[0]?.key ?? null;
}

/** What is shown when no view says otherwise: the title first, then the first fields that fit a line. */
export function standardColumns(definition: FormDefinition, fields: Field[]): ColumnSpec[] {
  const title = titleKey(definition);
  const wide = new Set<string>(["long_text", "rich_text", "matrix", "subform", ...FILE_TYPES]);
  const own = fields.filter((field) => !isSystem(field.key) && field.key !== title && !wide.has(field.type));
  const keys = [...(title ? [title] : []), ...own.slice(0, FIRST_COLUMNS - 1).map((field) => field.key)];
  return [...keys, "owner", "updated_at"].map((field) => ({ field }));
}

export function columnsOf(specs: ColumnSpec[], fields: Field[], label: (field: Field) => string): Column[] {
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const seen = new Set<string>();
  return specs.flatMap((spec, at): Column[] => {
    const field = byKey.get(spec.field);
    if (!field || seen.has(spec.field)) return [];
    seen.add(spec.field);
    const wanted = spec.width ?? field.width ?? WIDTHS[valueKind(field) as Field["type"]] ?? 150;
    return [
      {
        key: field.key,
        label: label(field) || field.key,
        field,
        width: Math.min(Math.max(wanted, MIN_WIDTH), MAX_WIDTH),
        // The first column stays: a row without its name can't be read.
        frozen: spec.frozen ?? at === 0,
        sortable: isSortable(field),
        align: isNumeric(field) ? "right" : "left",
      },
    ];
  });
}

/** Frozen columns stand first, in their order. */
export const frozenFirst = (columns: Column[]): Column[] => [
  ...columns.filter((column) => column.frozen),
  ...columns.filter((column) => !column.frozen),
];

/** What a request has to ask for so that these columns can be drawn; `reads`: what else the page looks at. */
export function neededOf(
  columns: Column[],
  definition: FormDefinition,
  reads: string[] = [],
): { fields: string[]; expand: string[] } {
  const title = titleKey(definition);
  const read = columns.filter((column) => column.field.type !== "button").map((column) => column.key);
  const keys = new Set([...read, ...reads].filter((key) => !isSystem(key)));
  if (title && definition.fields.some((field) => field.key === title)) keys.add(title);
  const links = new Set(["link", "member", "department"]);
  const expand = columns.filter((column) => links.has(column.field.type)).map((column) => column.key);
  const titleField = definition.fields.find((field) => field.key === title);
  if (titleField && links.has(titleField.type) && title && !expand.includes(title)) expand.push(title);
  return { fields: keys.size > 0 ? [...keys] : ["id"], expand };
}

/** Moves a column before or after another; used by the header and by the panel. */
export function moveColumn(
  specs: ColumnSpec[],
  moved: string,
  target: string,
  edge: "before" | "after",
): ColumnSpec[] {
  const spec = specs.find((each) => each.field === moved);
  if (!spec || moved === target) return specs;
  const rest = specs.filter((each) => each.field !== moved);
  const at = rest.findIndex((each) => each.field === target);
  if (at < 0) return specs;
  const place = edge === "before" ? at : at + 1;
  return [...rest.slice(0, place), spec, ...rest.slice(place)];
}

/** A column let go beside another: where the other stays when one scrolls sideways, so does it. */
export function dragColumn(
  specs: ColumnSpec[],
  columns: Column[],
  moved: string,
  target: string,
  edge: "before" | "after",
): ColumnSpec[] {
  const frozen = columns.find((column) => column.key === target)?.frozen ?? false;
  // Said for each: the first column stays unless told otherwise, and another may be the first now.
  const said = specs.map((spec) => {
    const column = columns.find((each) => each.key === spec.field);
    return { ...spec, frozen: spec.field === moved ? frozen : (spec.frozen ?? column?.frozen ?? false) };
  });
  return moveColumn(said, moved, target, edge);
}
