/** Which records of other forms lead to this one, and how: what a designer is offered (`engines/form/profile/paths`). */
import type { Field, FormDefinition } from "@/lib/form-runtime/definition";

export interface Way {
  form: string;
  path: string;
  links: number;
}

export type Definitions = Map<string, FormDefinition>;

/** Everything that leads to `target` over at most so many links, the nearest first. */
export function waysTo(target: string, forms: Definitions, most = 2): Way[] {
  const found: Way[] = [];
  const seen = new Set([target]);
  let reached = [{ form: target, path: "" }];
  for (let links = 1; links <= most; links += 1) {
    const further: { form: string; path: string }[] = [];
    for (const { form: at, path: rest } of reached)
      for (const [key, definition] of forms)
        for (const name of linksTo(definition.fields, at)) {
          const path = rest ? `${name}.${rest}` : name;
          found.push({ form: key, path, links });
          if (!seen.has(key)) further.push({ form: key, path });
        }
    for (const { form } of further) seen.add(form);
    reached = further;
  }
  return found;
}

function linksTo(fields: Field[], target: string): string[] {
  return fields.flatMap((field) => {
    if (field.type === "link") return field.form === target ? [field.key] : [];
    if (field.type !== "subform") return [];
    return field.fields
      .filter((column) => column.type === "link" && column.form === target && !column.many)
      .map((column) => `${field.key}.${column.key}`);
  });
}

/** A path in words: `联系人 › 客户`. */
export function inWords(
  path: string,
  form: string,
  forms: Definitions,
  label: (field: Field) => string,
): string {
  const words: string[] = [];
  let fields = forms.get(form)?.fields ?? [];
  for (const name of path.split(".")) {
    const field = fields.find((each) => each.key === name);
    if (!field) return path;
    words.push(label(field) || name);
    fields =
      field.type === "subform"
        ? field.fields
        : field.type === "link"
          ? (forms.get(field.form)?.fields ?? [])
          : [];
  }
  return words.join(" › ");
}
