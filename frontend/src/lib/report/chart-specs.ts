/**
 * What each chart takes of a query, and how its parts are filled: a designer lists dimensions and measures in order,
 * and the chart's own names for them (x, series, stage …) follow from the order.
 */
import type { Chart, ChartType, Dimension, Measure, Query } from "./definition";

export type DimensionPart =
  | "x"
  | "series"
  | "spark"
  | "slice"
  | "stage"
  | "point"
  | "level"
  | "region"
  | "word"
  | "row"
  | "customer"
  | "day"
  | "start"
  | "again"
  | "y";

export interface ChartSpec {
  /** Fewest and most dimensions (those of `cols` of a pivot table apart). */
  dimensions: [number, number];
  measures: [number, number];
  /** What the dimension at a place is for; the last one goes on. */
  parts: DimensionPart[];
  /** Dimensions that must be spans of time. */
  time?: boolean;
  cols?: boolean;
  size: { w: number; h: number };
}

const SPECS: Record<Exclude<ChartType, "text" | "image" | "metric">, ChartSpec> = {
  kpi: { dimensions: [0, 1], measures: [1, 1], parts: ["spark"], time: true, size: { w: 3, h: 2 } },
  bar: { dimensions: [1, 2], measures: [1, 10], parts: ["x", "series"], size: { w: 6, h: 5 } },
  line: { dimensions: [1, 2], measures: [1, 10], parts: ["x", "series"], size: { w: 6, h: 5 } },
  combo: { dimensions: [1, 1], measures: [2, 10], parts: ["x"], size: { w: 6, h: 5 } },
  pie: { dimensions: [1, 1], measures: [1, 1], parts: ["slice"], size: { w: 4, h: 5 } },
  funnel: { dimensions: [1, 2], measures: [1, 1], parts: ["stage", "series"], size: { w: 6, h: 6 } },
  gauge: { dimensions: [0, 0], measures: [1, 2], parts: [], size: { w: 3, h: 4 } },
  scatter: { dimensions: [1, 2], measures: [2, 3], parts: ["point", "series"], size: { w: 6, h: 5 } },
  heatmap: { dimensions: [1, 2], measures: [1, 1], parts: ["x", "y"], size: { w: 8, h: 5 } },
  treemap: { dimensions: [1, 4], measures: [1, 2], parts: ["level"], size: { w: 6, h: 5 } },
  sankey: { dimensions: [2, 5], measures: [1, 1], parts: ["level"], size: { w: 8, h: 6 } },
  waterfall: { dimensions: [1, 1], measures: [1, 1], parts: ["x"], size: { w: 6, h: 5 } },
  map: { dimensions: [1, 1], measures: [1, 1], parts: ["region"], size: { w: 6, h: 7 } },
  cloud: { dimensions: [1, 1], measures: [1, 1], parts: ["word"], size: { w: 6, h: 5 } },
  pivot: { dimensions: [1, 6], measures: [1, 10], parts: ["row"], cols: true, size: { w: 8, h: 6 } },
  table: { dimensions: [0, 6], measures: [0, 10], parts: ["row"], size: { w: 6, h: 6 } },
  rfm: { dimensions: [2, 2], measures: [1, 1], parts: ["customer", "day"], size: { w: 8, h: 5 } },
  cohort: {
    dimensions: [2, 2],
    measures: [1, 1],
    parts: ["start", "again"],
    time: true,
    size: { w: 8, h: 6 },
  },
  forecast: { dimensions: [1, 1], measures: [1, 1], parts: ["x"], time: true, size: { w: 6, h: 5 } },
};

export const specOf = (type: ChartType): ChartSpec | null =>
  type === "text" || type === "image" || type === "metric" ? null : SPECS[type];

export function sizeOf(type: ChartType): { w: number; h: number } {
  if (type === "text") return { w: 12, h: 1 };
  if (type === "image") return { w: 3, h: 2 };
  return specOf(type)?.size ?? { w: 4, h: 5 };
}

/** The library: in groups, from the everyday to the rare. */
export const LIBRARY: {
  group: "numbers" | "compare" | "parts" | "course" | "tables" | "customers" | "page";
  types: ChartType[];
}[] = [
  { group: "numbers", types: ["kpi", "gauge", "metric"] },
  { group: "compare", types: ["bar", "combo", "scatter", "heatmap"] },
  { group: "parts", types: ["pie", "funnel", "treemap", "waterfall", "sankey"] },
  { group: "course", types: ["line", "forecast"] },
  { group: "tables", types: ["pivot", "table"] },
  { group: "customers", types: ["rfm", "cohort", "map", "cloud"] },
  { group: "page", types: ["text", "image"] },
];

const EMPTY = "";
const keysOf = (parts: readonly (Dimension | Measure)[] | undefined): string[] =>
  (parts ?? []).map((part) => part.key);
const kept = (wanted: string | null | undefined, keys: readonly string[]): string | null =>
  wanted && keys.includes(wanted) ? wanted : null;

/**
 * The chart with its parts named after what the query has now. What can be chosen freely (which measure is drawn as a
 * line) stays as long as it is still there.
 */
export function fitted(chart: Chart, query: Query | null | undefined): Chart {
  if (!query) return chart;
  const d = keysOf(query.rows);
  const m = keysOf(query.measures);
  const [first = EMPTY, second = null] = d;
  const [value = EMPTY] = m;
  switch (chart.type) {
    case "kpi": {
      const compares = (query.compare ?? []).map((one) => one.key);
      return {
        ...chart,
        value,
        compare: kept(chart.compare, compares) ?? compares[0] ?? null,
        spark: d[0] ?? null,
      };
    }
    case "bar":
    case "line":
      return { ...chart, x: first, y: second === null ? m : m.slice(0, 1), series: second };
    case "combo": {
      const lines = chart.lines.filter((key) => m.includes(key));
      const drawn = lines.length > 0 && lines.length < m.length ? lines : m.slice(-1);
      return { ...chart, x: first, lines: drawn, bars: m.filter((key) => !drawn.includes(key)) };
    }
    case "pie":
      return { ...chart, slice: first, value };
    case "funnel":
      return { ...chart, stage: first, value, series: second };
    case "gauge":
      return {
        ...chart,
        value,
        target: typeof chart.target === "string" || m[1] ? (m[1] ?? 100) : chart.target,
      };
    case "scatter":
      return { ...chart, point: first, series: second, x: value, y: m[1] ?? value, size: m[2] ?? null };
    case "heatmap":
      return { ...chart, x: first, y: second, value };
    case "treemap":
      return { ...chart, levels: d, value, color: m[1] ?? null };
    case "sankey":
      return { ...chart, levels: d, value };
    case "waterfall":
      return { ...chart, x: first, value };
    case "map":
      return { ...chart, region: first, value };
    case "cloud":
      return { ...chart, word: first, value };
    case "rfm":
      return { ...chart, customer: first, date: second ?? EMPTY, amount: value };
    case "cohort":
      return { ...chart, start: first, again: second ?? EMPTY, value };
    case "forecast":
      return { ...chart, x: first, y: value };
    default:
      return chart;
  }
}

/** A chart of a type before it has a query. */
export function emptyChart(type: ChartType): Chart {
  switch (type) {
    case "kpi":
      return { type, value: EMPTY };
    case "bar":
    case "line":
      return { type, x: EMPTY, y: [] };
    case "combo":
      return { type, x: EMPTY, bars: [], lines: [] };
    case "pie":
      return { type, slice: EMPTY, value: EMPTY };
    case "funnel":
      return { type, stage: EMPTY, value: EMPTY };
    case "gauge":
      return { type, value: EMPTY, target: 100 };
    case "scatter":
      return { type, point: EMPTY, x: EMPTY, y: EMPTY };
    case "heatmap":
      return { type, x: EMPTY, value: EMPTY };
    case "treemap":
    case "sankey":
      return { type, levels: [], value: EMPTY };
    case "waterfall":
      return { type, x: EMPTY, value: EMPTY };
    case "map":
      return { type, region: EMPTY, value: EMPTY };
    case "cloud":
      return { type, word: EMPTY, value: EMPTY };
    case "rfm":
      return { type, customer: EMPTY, date: EMPTY, amount: EMPTY };
    case "cohort":
      return { type, start: EMPTY, again: EMPTY, value: EMPTY };
    case "forecast":
      return { type, x: EMPTY, y: EMPTY };
    case "text":
      return { type, text: EMPTY };
    case "image":
      return { type, file: EMPTY };
    default:
      return { type };
  }
}

/**
 * The same question asked of another chart: what it can't take is left out, what it needs beyond that is missing
 * still and asked for.
 */
export function queryFor(type: ChartType, query: Query): Query {
  const spec = specOf(type);
  if (!spec) return query;
  const dimensions = [...(query.rows ?? []), ...(spec.cols ? [] : (query.cols ?? []))];
  const rows = dimensions.slice(0, spec.dimensions[1]);
  const next: Query = { ...query, rows, measures: (query.measures ?? []).slice(0, spec.measures[1]) };
  if (!spec.cols) delete next.cols;
  if (type !== "table") delete next.list;
  const totals = totalsFor(type, next);
  if (totals.length > 0) next.totals = totals;
  else delete next.totals;
  return next;
}

/** Totals that a chart can't do without. */
export function totalsFor(type: ChartType, query: Query): NonNullable<Query["totals"]> {
  if (type === "kpi") return (query.rows ?? []).length > 0 ? ["all"] : [];
  if (type === "pivot") return query.totals ?? ["row", "col", "all"];
  return type === "table" ? (query.totals ?? []) : [];
}
