/** The values a new record, or a new row, starts with. */
import { compile } from "@/lib/formula/compile";
import { coerce } from "./coerce";
import type { Field, FormRuntime } from "./definition";
import type { EngineContext, Values } from "./engine-types";
import { LiveRecord } from "./live-record";
import { fieldIndex } from "./field-index";
import { temporaryRowId } from "./paths";

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
      values[field.key] =
        field.type === "subform"
          ? // Like rows that people add: each is told from the others, with what its columns begin with.
            (field.default as unknown as Values[]).map((row) => ({
              ...defaultsOf(runtime, field.fields, context, field.key, { ...around, ...values }),
              ...row,
              id: temporaryRowId(),
            }))
          : field.default;
    }
  }
  return values;
}
