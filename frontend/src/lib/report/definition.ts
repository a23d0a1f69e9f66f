/** The definition of a dashboard as the server stores it (docs/reports.md). Types only. */
import type { Label } from "../types";
import type { Chart } from "./charts";

export type { Chart } from "./charts";

export type TimeGrain =
  | "year"
  | "fiscal_year"
  | "quarter"
  | "fiscal_quarter"
  | "month"
  | "iso_week"
  | "week"
  | "day"
  | "hour"
  | "month_of_year"
  | "day_of_month"
  | "weekday"
  | "hour_of_day"
  | "weekday_hour";

export type Fn =
  | "count"
  | "distinct"
  | "sum"
  | "avg"
  | "min"
  | "max"
  | "median"
  | "percentile"
  | "stddev"
  | "first"
  | "last";

export type NumberFormat = "number" | "integer" | "percent" | "money" | "duration" | "days";

export interface Top {
  by: string;
  n: number;
  others?: boolean;
  lowest?: boolean;
}
export interface Bins {
  width?: number | null;
  start?: number;
  edges?: number[] | null;
}
export interface Dimension {
  key: string;
  field: string;
  label?: Label;
  grain?: TimeGrain | null;
  bins?: Bins | null;
  fill?: boolean;
  top?: Top | null;
}
export interface Measure {
  key: string;
  label?: Label;
  fn?: Fn | null;
  field?: string | null;
  formula?: string | null;
  /** Key of an input: the number that the viewer has moved it to. */
  input?: string | null;
  where?: string | null;
  p?: number | null;
  by?: string | null;
  share?: "row" | "col" | "all" | null;
  running?: boolean;
  format?: NumberFormat | null;
  decimals?: number | null;
  /** What stands behind the number. */
  unit?: Label;
}
export interface Compare {
  key: string;
  shift: string;
  label?: Label;
}
export type PeriodUnit = "day" | "week" | "month" | "quarter" | "year" | "fiscal_year";
export interface Period {
  field: string;
  last?: number | null;
  unit?: PeriodUnit | null;
  current?: boolean;
  start?: string | null;
  end?: string | null;
}
export interface Order {
  by: string;
  desc?: boolean;
  nulls?: "first" | "last";
}
export type TotalsPart = "row" | "col" | "all";

export interface Query {
  from: string;
  app?: string | null;
  where?: string | null;
  period?: Period | null;
  rows?: Dimension[];
  cols?: Dimension[];
  measures?: Measure[];
  compare?: Compare[];
  totals?: TotalsPart[];
  having?: string | null;
  order?: (Order | string)[];
  list?: string[];
  limit?: number;
}

export type ChartType = Chart["type"];

export type FilterType =
  | "date_range"
  | "select"
  | "person"
  | "department"
  | "text"
  | "number"
  | "boolean"
  | "link"
  | "input";

export interface Filter {
  key: string;
  label?: Label;
  type: FilterType;
  /** An input has neither. */
  field?: string;
  form?: string;
  /** tile → its own field for this filter; null: the filter leaves the tile alone. */
  fields?: Record<string, string | null>;
  default?: unknown;
  /** Of an input: a number that the viewer moves. */
  min?: number | null;
  max?: number | null;
  step?: number | null;
  unit?: Label;
}

export type MetricColumn =
  | string
  | { where: string }
  | { field: string; map: Record<string, string>; otherwise?: string };
export interface MetricTable {
  from: string;
  where?: string | null;
  history?: string | null;
  columns: Record<string, MetricColumn>;
}
/** A named metric in the place of a query (docs/metrics.md). */
export interface TileMetric {
  key: string;
  options?: Record<string, unknown>;
  by?: string | null;
  tables: Record<string, MetricTable>;
}

export interface Tile {
  key: string;
  label?: Label;
  note?: Label;
  /** What stands there while there is nothing to show. */
  empty?: Label;
  chart: Chart;
  query?: Query | null;
  metric?: TileMetric | null;
  drill?: string[];
  cross_filter?: boolean;
}

/** Where a tile stands on the grid of 12 columns; `order`: its place on a phone. */
export interface Place {
  tile: string;
  x: number;
  y: number;
  w: number;
  h: number;
  order?: number | null;
}

export interface Alert {
  key: string;
  label?: Label;
  tile: string;
  when: string;
  calm?: string | null;
  minimum?: string | null;
  flow?: string | null;
  to?: string[];
}
export interface Delivery {
  key: string;
  label?: Label;
  cron: string;
  timezone?: string;
  formats?: ("pdf" | "xlsx" | "link")[];
  to: string[];
}

export const THEMES = ["default", "ocean", "forest", "sunset", "mono"] as const;
export type Theme = (typeof THEMES)[number];

export interface ReportCalendar {
  tz?: string;
  week_start?: number;
  fiscal_month?: number;
}

export interface Dashboard {
  schema_version: 1;
  key: string;
  label?: Label;
  description?: Label | null;
  icon?: string | null;
  calendar?: ReportCalendar;
  theme?: Theme;
  filters?: Filter[];
  tiles?: Tile[];
  grid?: Place[];
  alerts?: Alert[];
  deliveries?: Delivery[];
}

export const tilesOf = (dashboard: Dashboard): Tile[] => dashboard.tiles ?? [];
export const filtersOf = (dashboard: Dashboard): Filter[] => dashboard.filters ?? [];
export const placesOf = (dashboard: Dashboard): Place[] => dashboard.grid ?? [];
