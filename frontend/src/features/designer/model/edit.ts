/** Changes of a definition, each a pure function: old definition in, new one out. */
import type {
  Field,
  FormDefinition,
  LayoutBlock,
  LayoutItem,
  SubformField,
} from "@/lib/form-runtime/definition";
import {
  completeLayout,
  isSection,
  itemKey,
  itemSpan,
  naturalSpan,
  pagesOf,
  placed,
} from "@/lib/form-runtime/layout";
import type { Place } from "./types";

type Definition = FormDefinition;

const withPage = (block: LayoutBlock, page: number, items: LayoutItem[]): LayoutBlock =>
  isSection(block)
    ? { ...block, items }
    : { tabs: block.tabs.map((tab, at) => (at === page ? { ...tab, items } : tab)) };

export const layoutOf = (definition: Definition): LayoutBlock[] => completeLayout(definition);

export const setLayout = (definition: Definition, layout: LayoutBlock[]): Definition => ({
  ...definition,
  layout,
});

export function changeItems(
  layout: LayoutBlock[],
  block: number,
  page: number,
  change: (items: LayoutItem[]) => LayoutItem[],
): LayoutBlock[] {
  return layout.map((each, at) =>
    at === block ? withPage(each, page, change(pagesOf(each)[page]?.items ?? [])) : each,
  );
}

export const inserted = <T>(list: T[], at: number, item: T): T[] => [
  ...list.slice(0, at),
  item,
  ...list.slice(at),
];

/** Where a field stands in the layout. */
export function placeOfField(
  definition: Definition,
  key: string,
): { block: number; page: number; index: number } | null {
  const layout = layoutOf(definition);
  for (const [block, each] of layout.entries())
    for (const [page, { items }] of pagesOf(each).entries()) {
      const index = items.findIndex((item) => itemKey(item) === key);
      if (index >= 0) return { block, page, index };
    }
  return null;
}

/** The subform at a path: `lines`, or `lines.packages` inside its rows. */
export const subformOf = (definition: Definition, path: string): SubformField | undefined =>
  path
    .split(".")
    .reduce<SubformField | undefined>(
      (around, key, depth) =>
        (depth ? around?.fields : definition.fields)?.find(
          (field): field is SubformField => field.type === "subform" && field.key === key,
        ),
      undefined,
    );

/** `amount`, `lines.qty`, `lines.packages.weight` as the field and the subform it is a column of. */
export function columnAt(path: string): { key: string; subform?: string } {
  const end = path.lastIndexOf(".");
  return end < 0 ? { key: path } : { key: path.slice(end + 1), subform: path.slice(0, end) };
}

/** The paths of all subforms, outer ones first. */
export const subformPaths = (fields: Field[], around = ""): string[] =>
  fields.flatMap((field) => {
    const path = `${around}${field.key}`;
    return field.type === "subform" ? [path, ...subformPaths(field.fields, `${path}.`)] : [];
  });

export function fieldAt(definition: Definition, key: string, subform?: string): Field | undefined {
  const fields = subform ? (subformOf(definition, subform)?.fields ?? []) : definition.fields;
  return fields.find((field) => field.key === key);
}

/** The end of the last page: where a click on the palette puts a field. */
export function lastPlace(definition: Definition): Place {
  const layout = layoutOf(definition);
  const block = layout.length - 1;
  const last = layout[block];
  if (!last) return { block: 0, page: 0, index: 0 };
  return { block, page: 0, index: pagesOf(last)[0]?.items.length ?? 0 };
}

export const ensureBlock = (layout: LayoutBlock[]): LayoutBlock[] =>
  layout.length ? layout : [{ section: null, columns: 2, items: [] }];

export function addField(definition: Definition, field: Field, place: Place): Definition {
  if ("subform" in place) {
    return changeSubform(definition, place.subform, (fields) => inserted(fields, place.index, field));
  }
  const layout = ensureBlock(layoutOf(definition));
  const item = placed(field.key, naturalSpan(field.type));
  return {
    ...definition,
    fields: [...definition.fields, field],
    layout: changeItems(layout, place.block, place.page, (items) => inserted(items, place.index, item)),
  };
}

function changeSubform(
  definition: Definition,
  path: string,
  change: (fields: Field[]) => Field[],
): Definition {
  const [key, ...rest] = path.split(".");
  const inside = (fields: Field[], name = key, further = rest): Field[] =>
    fields.map((field) => {
      if (field.type !== "subform" || field.key !== name) return field;
      const [next, ...last] = further;
      return { ...field, fields: next ? inside(field.fields, next, last) : change(field.fields) };
    });
  return { ...definition, fields: inside(definition.fields) };
}

export function addItem(definition: Definition, item: LayoutItem, place: Place): Definition {
  if ("subform" in place) return definition;
  const layout = ensureBlock(layoutOf(definition));
  return setLayout(
    definition,
    changeItems(layout, place.block, place.page, (items) => inserted(items, place.index, item)),
  );
}

/** Moves an item of the layout; its own old place no longer counts. */
export function moveItem(
  definition: Definition,
  from: Exclude<Place, { subform: string }>,
  to: Place,
): Definition {
  if ("subform" in to) return definition;
  const layout = layoutOf(definition);
  const moving = pagesOf(layout[from.block]!)[from.page]?.items[from.index];
  if (!moving) return definition;
  const samePage = from.block === to.block && from.page === to.page;
  const index = samePage && to.index > from.index ? to.index - 1 : to.index;
  const without = changeItems(layout, from.block, from.page, (items) =>
    items.filter((_, at) => at !== from.index),
  );
  return setLayout(
    definition,
    changeItems(without, to.block, to.page, (items) => inserted(items, index, moving)),
  );
}

export function moveColumn(definition: Definition, subform: string, from: number, to: number): Definition {
  return changeSubform(definition, subform, (fields) => {
    const moving = fields[from];
    if (!moving) return fields;
    return inserted(
      fields.filter((_, at) => at !== from),
      to > from ? to - 1 : to,
      moving,
    );
  });
}

export function updateField(
  definition: Definition,
  key: string,
  patch: Record<string, unknown>,
  subform?: string,
): Definition {
  const apply = (fields: Field[]): Field[] =>
    fields.map((field) => {
      if (field.key !== key) return field;
      const next: Record<string, unknown> = { ...field, ...patch };
      for (const [name, value] of Object.entries(patch)) if (value === undefined) delete next[name];
      return next as unknown as Field;
    });
  return subform
    ? changeSubform(definition, subform, apply)
    : { ...definition, fields: apply(definition.fields) };
}

export function removeField(definition: Definition, key: string, subform?: string): Definition {
  if (subform)
    return changeSubform(definition, subform, (fields) => fields.filter((field) => field.key !== key));
  const layout = layoutOf(definition).map((block): LayoutBlock => {
    const keep = (items: LayoutItem[]): LayoutItem[] => items.filter((item) => itemKey(item) !== key);
    return isSection(block)
      ? { ...block, items: keep(block.items) }
      : { tabs: block.tabs.map((tab) => ({ ...tab, items: keep(tab.items) })) };
  });
  return { ...definition, fields: definition.fields.filter((field) => field.key !== key), layout };
}

export function setSpan(definition: Definition, key: string, span: number): Definition {
  const place = placeOfField(definition, key);
  if (!place) return definition;
  const change = (items: LayoutItem[]): LayoutItem[] =>
    items.map((item) => (itemKey(item) === key ? placed(key, span) : item));
  return setLayout(definition, changeItems(layoutOf(definition), place.block, place.page, change));
}

export function spanOf(definition: Definition, key: string): number {
  const place = placeOfField(definition, key);
  const block = place && layoutOf(definition)[place.block];
  const item = block && pagesOf(block)[place.page]?.items[place.index];
  return item ? itemSpan(item) : 1;
}
