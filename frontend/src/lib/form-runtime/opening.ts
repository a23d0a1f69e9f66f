/**
 * Opening a form: the values a new record starts with, and a stored record's values with its links as
 * plain ids (the API may have expanded them to `{id, title}`).
 */
import { compile } from "@/lib/formula/compile";
import { loadFunctions } from "@/lib/formula/load";
import { coerce } from "./coerce";
import type { Field, FormRuntime } from "./definition";
import type { EngineContext, Values } from "./engine-types";
import { LiveRecord } from "./live-record";
import { fieldIndex } from "./field-index";
import type { Row } from "./paths";

const isFormula = (value: unknown): value is { formula: string } =>
  typeof value === "object" && value !== null && "formula" in value && Object.keys(value).length === 1;

/** Literal and computed defaults of some fields; `row` names the subform whose new row this is. */
export function defaultsOf(
  runtime: FormRuntime,
  fields: Field[],
  context: EngineContext,
  subform: string | null,
  around: Values = {},
  /** The row that a new inner row stands in. */
  within: { subform: string; id: string } | null = null,
): Values {
  const index = fieldIndex(runtime);
  const values: Values = {};
  for (const field of fields) {
    const path = subform ? `${subform}.${field.key}` : field.key;
    const program = runtime.programs.defaults[path];
    if (program) {
      const record = new LiveRecord({ ...around, ...values }, index, context, {
        isShown: () => true,
        catchUp: () => false,
      });
      const run = compile(program);
      const read = (names: string[]): unknown =>
        subform && names[0] === "parent"
          ? record.read(names.slice(1), within)
          : subform
            ? (values[names[0] ?? ""] ?? null)
            : record.read(names, null);
      const env = { get: read, now: context.now().getTime(), zone: context.zone };
      values[field.key] = run ? coerce(field, run(env), context.zone) : null;
    } else if (field.default !== undefined && field.default !== null && !isFormula(field.default)) {
      values[field.key] = field.default;
    }
  }
  return values;
}

export const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === "object" && value !== null && "id" in value ? value.id : (value ?? null);
};

const LINKS = new Set(["link", "member", "department"]);

/** Values of a stored record for the engine, and the titles its expanded links told. */
export function valuesOf(
  runtime: FormRuntime,
  record: Values,
): { values: Values; names: Record<string, string | null> } {
  const names: Record<string, string | null> = {};
  const note = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(note);
    else if (typeof value === "object" && value !== null && "id" in value && "title" in value)
      names[String(value.id)] = value.title as string | null;
  };
  const one = (field: Field, value: unknown): unknown => {
    if (!LINKS.has(field.type)) return value ?? null;
    note(value);
    return plain(value);
  };
  const below = (field: Field, value: unknown): unknown => {
    if (field.type !== "subform") return one(field, value);
    if (!Array.isArray(value)) return value;
    return (value as Row[]).map((row) => {
      const cells = field.fields.map((column) => [column.key, below(column, row[column.key])]);
      return { ...row, ...Object.fromEntries(cells) };
    });
  };
  const values: Values = { ...record };
  for (const field of runtime.definition.fields) {
    const value = record[field.key];
    values[field.key] = below(field, value);
  }
  return { values, names };
}

/** Makes sure that everything the form's formulas need is there before the engine compiles them. */
export async function prepareRuntime(runtime: FormRuntime): Promise<FormRuntime> {
  const { formulas, rules, checks, defaults } = runtime.programs;
  await loadFunctions([
    ...Object.values(formulas),
    ...Object.values(defaults),
    ...rules.flatMap((rule) => [rule.when, ...Object.values(rule.set ?? {})]),
    ...checks.map((check) => check.assert),
    ...Object.values(runtime.buttons ?? {}).map((button) => button.when),
  ]);
  return runtime;
}
