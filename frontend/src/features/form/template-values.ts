/** A template's values taken apart for its page (plain values for the form, formulas beside it), and put together again. */
import type { FormRuntime } from "@/lib/form-runtime/definition";
import type { Values } from "@/lib/form-runtime/engine-types";
import { isEmpty } from "@/lib/form-runtime/paths";
import { withRowIds } from "@/lib/queries/record-templates";

/** Formula texts by field. */
export type Formulas = Record<string, string>;
/** Cells that are formulas, by subform and row, two levels deep: the form shows them blank, and they stay as long as
 * nothing is typed there. */
export type Cells = Record<string, Values[]>;

const formulaOf = (value: unknown): string | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) && "formula" in value
    ? String(value.formula)
    : null;

/** Fields without a value stand as empty, so that no default of the form becomes a value of the template. */
export function apart(
  runtime: FormRuntime,
  values: Values,
): { values: Values; formulas: Formulas; cells: Cells } {
  const plain: Values = {};
  const formulas: Formulas = {};
  const cells: Cells = {};
  for (const field of runtime.definition.fields) {
    const value = values[field.key] ?? null;
    const formula = formulaOf(value);
    plain[field.key] = formula === null ? value : null;
    if (formula !== null) formulas[field.key] = formula;
    if (field.type !== "subform" || !isRows(value)) continue;
    cells[field.key] = value.map((row) => partOf(row, true));
    plain[field.key] = value.map((row) => partOf(row, false));
  }
  return { values: withRowIds(plain), formulas, cells };
}

const isRows = (value: unknown): value is Values[] =>
  Array.isArray(value) &&
  value.every((row) => typeof row === "object" && row !== null && !Array.isArray(row));

/** The formulas of a row, or all the rest of it. Rows inside it stand on both sides. */
const partOf = (row: Values, computed: boolean): Values =>
  Object.fromEntries(
    Object.entries(row).flatMap(([key, value]): [string, unknown][] => {
      if (isRows(value)) return [[key, value.map((inner) => partOf(inner, computed))]];
      return (formulaOf(value) !== null) === computed ? [[key, value]] : [];
    }),
  );

/** A row as it was typed, with the formulas of the row that stood there. */
function joined(row: Values, kept: Values): Values {
  const typed = Object.entries(row).flatMap(([key, value]): [string, unknown][] => {
    if (isEmpty(value)) return [];
    const inner = kept[key];
    return [
      [key, isRows(value) && isRows(inner) ? value.map((each, at) => joined(each, inner[at] ?? {})) : value],
    ];
  });
  const formulas = Object.entries(kept).filter(
    ([key, value]) => formulaOf(value) !== null && isEmpty(row[key]),
  );
  return Object.fromEntries([...formulas, ...typed]);
}

export function together(payload: Values, formulas: Formulas, cells: Cells): Values {
  const values: Values = {};
  for (const [key, value] of Object.entries(payload)) {
    if (isEmpty(value)) continue;
    values[key] = isRows(value) ? value.map((row, at) => joined(row, cells[key]?.[at] ?? {})) : value;
  }
  for (const [key, formula] of Object.entries(formulas))
    if (formula.trim() !== "") values[key] = { formula: formula.trim() };
  return values;
}
