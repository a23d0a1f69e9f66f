/** What the designer of dashboards gets from the server (docs/reports-api.md). */
import type { Label } from "../types";
import type { ChartType, Dashboard, Fn, NumberFormat, Theme, TimeGrain } from "./definition";
import type { FilterOption } from "./filters";

export interface ChartCard {
  type: ChartType;
  label: Label;
  needs: Label;
  query: boolean;
}
export interface MetricCard {
  key: string;
  version: number;
  label: Label;
  doc: Label;
  formula: Label;
  unit: string;
  tables: {
    key: string;
    label: Label;
    optional: boolean;
    columns: { key: string; kind: string; label: Label; optional: boolean }[];
  }[];
}
export interface Catalogue {
  charts: ChartCard[];
  /** What the system itself knows: `$sign_ins` and its kin. */
  sources?: { key: string; label: Label }[];
  metrics: MetricCard[];
  functions: { fn: Fn; label: Label; takes: string[] }[];
  grains: { grain: TimeGrain; label: Label; of: string[] }[];
  formats: { format: NumberFormat; label: Label }[];
  themes: { key: Theme; colors: string[] }[];
}
export interface ReportField {
  path: string;
  label: Label;
  type: string;
  options: FilterOption[] | null;
  many: boolean;
  group: boolean;
  sum: boolean;
  time: boolean;
  /** The links on the way. */
  via: Label[];
}
export interface ReportFields {
  form: string;
  fields: ReportField[];
  history: string[];
}

export interface DashboardProblem {
  path: (string | number)[];
  tile: string | null;
  place: string;
  code: string;
  message: string;
  level: "error" | "warning";
}
export interface DashboardDraft {
  key: string;
  definition: Dashboard;
  revision: number;
  published_version: number;
  dirty: boolean;
  problems: DashboardProblem[];
}
export interface DashboardVersion {
  n: number;
  published_at: string;
  published_by: string | { id: string; name: string } | null;
  note: string | null;
  current: boolean;
}
