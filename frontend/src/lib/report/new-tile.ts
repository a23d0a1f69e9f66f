/** A tile as it begins: a question that makes sense for the form at once, so that something is seen right away. */
import { emptyChart, fitted, queryFor, specOf } from "./chart-specs";
import type { ChartType, Dimension, Measure, Query, Tile, TimeGrain } from "./definition";
import type { ReportField } from "./queries";

/** A key that nobody has yet: `bar`, `bar_2`, … */
export function freshKey(base: string, taken: readonly string[]): string {
  const plain =
    base
      .toLowerCase()
      .replace(/[^a-z0-9_]+/g, "_")
      .replace(/^[^a-z]+/, "")
      .slice(0, 40) || "k";
  if (!taken.includes(plain)) return plain;
  let number = 2;
  while (taken.includes(`${plain}_${number}`)) number += 1;
  return `${plain}_${number}`;
}

const keysOf = (query: Query): string[] =>
  [...(query.rows ?? []), ...(query.cols ?? []), ...(query.measures ?? [])].map((part) => part.key);

export function newDimension(query: Query, field: ReportField, grain?: TimeGrain): Dimension {
  const key = freshKey(field.path.replaceAll(".", "_"), keysOf(query));
  const wanted = grain ?? (field.time ? "month" : null);
  return { key, field: field.path, ...(wanted ? { grain: wanted, fill: true } : {}) };
}

export function newMeasure(query: Query, field: ReportField | null): Measure {
  const taken = keysOf(query);
  return field
    ? { key: freshKey(`sum_${field.path.replaceAll(".", "_")}`, taken), fn: "sum", field: field.path }
    : { key: freshKey("n", taken), fn: "count" };
}

/** Categories first by how well they group: choices, then people and departments, then records, then all else. */
const RANK = ["select", "multi_select", "member", "department", "boolean", "link", "text"];
const rankOf = (field: ReportField): number => {
  const rank = RANK.indexOf(field.type);
  return (rank < 0 ? RANK.length : rank) + (field.path.includes(".") ? 10 : 0);
};

const SYSTEM = new Set(["created_by", "updated_by", "updated_at", "owner"]);

interface Guess {
  category(at: number): ReportField | undefined;
  time: ReportField | undefined;
  number: ReportField | undefined;
}

export function guess(fields: readonly ReportField[]): Guess {
  const groups = fields
    .filter((field) => field.group && !field.time && !SYSTEM.has(field.path))
    .sort((one, other) => rankOf(one) - rankOf(other));
  const times = fields.filter(
    (field) => field.time && !field.path.includes(".") && field.path !== "updated_at",
  );
  return {
    category: (at) => groups[at],
    // A date of the form's own says more than when somebody typed the record.
    time: times.find((field) => field.path !== "created_at") ?? times[0],
    number: fields.find((field) => field.sum && !field.path.includes(".")),
  };
}

/** The first question of a chart on a form. */
export function firstQuery(type: ChartType, form: string, fields: readonly ReportField[]): Query {
  const { category, time, number } = guess(fields);
  let query: Query = { from: form };
  const dimension = (field: ReportField | undefined, grain?: TimeGrain): void => {
    if (field) query = { ...query, rows: [...(query.rows ?? []), newDimension(query, field, grain)] };
  };
  const measure = (field: ReportField | null): void => {
    query = { ...query, measures: [...(query.measures ?? []), newMeasure(query, field)] };
  };
  const spec = specOf(type);
  if (type === "line" || type === "forecast" || type === "combo") dimension(time ?? category(0));
  else if (type === "heatmap")
    dimension(fields.find((field) => field.path === "created_at") ?? time, "weekday_hour");
  else if (type === "cohort") {
    dimension(time, "month");
    dimension(time, "month");
  } else if (type === "rfm") {
    dimension(fields.find((field) => field.type === "link") ?? category(0));
    dimension(time, "day");
  } else if (type === "map")
    dimension(fields.find((field) => /region|province/.test(field.path)) ?? category(0));
  else if (spec) for (let at = 0; at < spec.dimensions[0]; at += 1) dimension(category(at));
  if (type === "rfm" || type === "waterfall") measure(number ?? null);
  else measure(null);
  if (type === "combo" || type === "scatter") measure(number ?? null);
  if (type === "table") query = { from: form, list: listFields(fields) };
  return queryFor(type, query);
}

/** What a list of records shows first. */
export const listFields = (fields: readonly ReportField[]): string[] =>
  fields
    .filter((field) => !field.path.includes(".") && !SYSTEM.has(field.path) && !field.many)
    .slice(0, 6)
    .map((field) => field.path);

export function newTile(
  type: ChartType,
  taken: readonly string[],
  form: string | null,
  fields: readonly ReportField[],
): Tile {
  const key = freshKey(type, taken);
  const chart = emptyChart(type);
  if (type === "metric") return { key, chart, metric: { key: "", tables: {} } };
  if (!specOf(type) || form === null) return { key, chart };
  const query = firstQuery(type, form, fields);
  return { key, chart: fitted(chart, query), query };
}
