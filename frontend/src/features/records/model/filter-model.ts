/** A filter as rows of the builder, and as the formula it stands for. */
import type { Field } from "@/lib/form-runtime/definition";
import { conditionsOf } from "./filter-texts";
import { operatorsOf, type Operator } from "./filter-operators";

export interface Condition {
  field: string;
  operator: string;
  value: unknown;
}

export interface FilterModel {
  join: "and" | "or";
  conditions: Condition[];
}

export const NO_FILTER: FilterModel = { join: "and", conditions: [] };

const given = (value: unknown): boolean => value !== null && value !== undefined && value !== "";

function operatorOf(condition: Condition, fields: Map<string, Field>): Operator | null {
  const field = fields.get(condition.field);
  return (field && operatorsOf(field)[condition.operator]) ?? null;
}

/** Whether everything a condition needs has been filled in; half-written ones don't filter yet. */
export function isComplete(condition: Condition, fields: Map<string, Field>): boolean {
  const operator = operatorOf(condition, fields);
  if (!operator) return false;
  const { value } = condition;
  switch (operator.takes) {
    case "nothing":
      return true;
    case "many":
      return Array.isArray(value) && value.length > 0;
    case "two":
      return Array.isArray(value) && given(value[0]) && given(value[1]);
    default:
      return given(value);
  }
}

export function writeFilter(model: FilterModel, fields: Map<string, Field>): string {
  return model.conditions
    .filter((condition) => isComplete(condition, fields))
    .map((condition) => operatorOf(condition, fields)!.write(condition.field, condition.value))
    .join(` ${model.join} `);
}

function readCondition(part: string, fields: Map<string, Field>): Condition | null {
  const keys = new Set(part.match(/[a-z][a-z0-9_]*/g));
  for (const [key, field] of fields) {
    if (!keys.has(key)) continue;
    for (const [name, operator] of Object.entries(operatorsOf(field))) {
      const reading = operator.read(part);
      if (reading?.field !== key) continue;
      if (operator.write(key, reading.value) === part)
        return { field: key, operator: name, value: reading.value };
    }
  }
  return null;
}

/** The rows of a formula the builder could have written; null for every other formula. */
export function readFilter(formula: string, fields: Map<string, Field>): FilterModel | null {
  const source = formula.trim();
  if (source === "") return NO_FILTER;
  const cut = conditionsOf(source);
  if (!cut) return null;
  const conditions: Condition[] = [];
  for (const part of cut.parts) {
    const condition = readCondition(part, fields);
    if (!condition) return null;
    conditions.push(condition);
  }
  const model = { join: cut.join, conditions };
  return writeFilter(model, fields) === source ? model : null;
}
