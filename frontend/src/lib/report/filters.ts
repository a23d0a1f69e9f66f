/** Values of the filter bar, as the server takes them (docs/reports-api.md), and as a link to the page keeps them. */
import type { Label } from "../types";
import type { FilterType, PeriodUnit } from "./definition";

export interface FilterOption {
  value: string | boolean;
  label: Label;
  color?: string | null;
}
export interface FilterView {
  key: string;
  label: Label;
  type: FilterType;
  options: FilterOption[] | null;
  target: string | null;
  default: unknown;
  /** Of an input. */
  min?: number | null;
  max?: number | null;
  step?: number | null;
  unit?: Label;
}

export type Span =
  | { last: number; unit: PeriodUnit; current?: boolean }
  | { start?: string | null; end?: string | null };
/** By key of the filter; a filter without an entry takes its default, null sets it to nothing. */
export type FilterValues = Record<string, unknown>;

export const isEmptyValue = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === "" ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === "object" &&
    !Array.isArray(value) &&
    Object.values(value as object).every((one) => one === null || one === undefined));

/** What holds now. */
export const valueOf = (filter: FilterView, values: FilterValues): unknown =>
  filter.key in values ? values[filter.key] : (filter.default ?? null);

/** Set by hand, and to something else than the default. */
export const isChanged = (filter: FilterView, values: FilterValues): boolean =>
  filter.key in values &&
  JSON.stringify(values[filter.key] ?? null) !== JSON.stringify(filter.default ?? null);

/** A filter set: what is empty is null, and what is the default needs no entry. */
export function withValue(filter: FilterView, values: FilterValues, value: unknown): FilterValues {
  const next = isEmptyValue(value) ? null : value;
  const rest = Object.fromEntries(Object.entries(values).filter(([key]) => key !== filter.key));
  return JSON.stringify(next) === JSON.stringify(filter.default ?? null)
    ? rest
    : { ...rest, [filter.key]: next };
}

const PARAMETER = "filters";

export function readFilters(search: URLSearchParams): FilterValues {
  try {
    const found: unknown = JSON.parse(search.get(PARAMETER) ?? "{}");
    return typeof found === "object" && found !== null && !Array.isArray(found)
      ? (found as FilterValues)
      : {};
  } catch {
    return {}; // a link cut in half: the page as it begins
  }
}

export function writeFilters(search: URLSearchParams, values: FilterValues): URLSearchParams {
  const next = new URLSearchParams(search);
  if (Object.keys(values).length === 0) next.delete(PARAMETER);
  else next.set(PARAMETER, JSON.stringify(values));
  return next;
}
