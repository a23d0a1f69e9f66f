/** The charts of a tile: which parts of its query each of them draws. Types only. */
import type { Label } from "../types";

export interface KpiChart {
  type: "kpi";
  value: string;
  compare?: string | null;
  better?: "up" | "down";
  spark?: string | null;
  target?: number | null;
}
export interface BarChart {
  type: "bar";
  x: string;
  y: string[];
  series?: string | null;
  mode?: "group" | "stack" | "full";
  lying?: boolean;
  labels?: boolean;
}
export interface LineChart {
  type: "line";
  x: string;
  y: string[];
  series?: string | null;
  area?: boolean;
  stack?: boolean;
  smooth?: boolean;
  gaps?: "gap" | "zero" | "join";
}
export interface ComboChart {
  type: "combo";
  x: string;
  bars: string[];
  lines: string[];
}
export interface PieChart {
  type: "pie";
  slice: string;
  value: string;
  hole?: boolean;
}
export interface FunnelChart {
  type: "funnel";
  stage: string;
  value: string;
  series?: string | null;
}
export interface GaugeChart {
  type: "gauge";
  value: string;
  target: string | number;
  bands?: number[];
  /** `down`: the target is a bound to stay below. */
  better?: "up" | "down";
}
export interface ScatterChart {
  type: "scatter";
  point: string;
  x: string;
  y: string;
  size?: string | null;
  series?: string | null;
}
export interface HeatmapChart {
  type: "heatmap";
  x: string;
  y?: string | null;
  value: string;
}
export interface TreemapChart {
  type: "treemap";
  levels: string[];
  value: string;
  color?: string | null;
}
export interface SankeyChart {
  type: "sankey";
  levels: string[];
  value: string;
}
export interface WaterfallChart {
  type: "waterfall";
  x: string;
  value: string;
}
export interface MapChart {
  type: "map";
  region: string;
  value: string;
}
export interface CloudChart {
  type: "cloud";
  word: string;
  value: string;
  /** Texts are cut into words; a word counts all records whose text contains it. */
  cut?: boolean;
}
export interface PivotChart {
  type: "pivot";
  collapsed?: boolean;
  bars?: boolean;
}
export interface TableChart {
  type: "table";
  page?: number;
}
export interface RfmChart {
  type: "rfm";
  customer: string;
  date: string;
  amount: string;
}
export interface CohortChart {
  type: "cohort";
  start: string;
  again: string;
  value: string;
}
export interface ForecastChart {
  type: "forecast";
  x: string;
  y: string;
  ahead?: number;
}
export interface TextChart {
  type: "text";
  text: Label;
}
export interface ImageChart {
  type: "image";
  file: string;
  alt?: Label;
}

export interface MetricChart {
  type: "metric";
}

export type Chart =
  | KpiChart
  | BarChart
  | LineChart
  | ComboChart
  | PieChart
  | FunnelChart
  | GaugeChart
  | ScatterChart
  | HeatmapChart
  | TreemapChart
  | SankeyChart
  | WaterfallChart
  | MapChart
  | CloudChart
  | PivotChart
  | TableChart
  | RfmChart
  | CohortChart
  | ForecastChart
  | MetricChart
  | TextChart
  | ImageChart;
