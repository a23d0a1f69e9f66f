/** What `figure()` of the server answers for a tile (engines/report/figure.py), already in the reader's language. */

/** A member as JSON; what a top list leaves out is `{others: true}`. */
export type Member = string | number | boolean | null | { others: true } | { contains: string[] } | Member[];
/** dimension → member: what a click stands for. */
export type Cell = Record<string, Member>;

export interface TableView {
  columns: { key: string; label: string; number: boolean }[];
  rows: string[][];
  totals: { by: string[]; rows: string[][] }[];
  /** Of a table tile: rows per page, and the records of a list, row by row. */
  page?: number;
  ids?: string[] | null;
}

interface Shared {
  table: TableView;
  empty: boolean;
  as_of: string | null;
  left_out: { count: number; of: number; text: string } | null;
  notes: string[];
}

export interface KpiPage {
  label: string;
  value: number | null;
  text: string;
  short: string | null;
  compare?: {
    label: string;
    value: number | null;
    text: string;
    short: string;
    difference: number | null;
    change: number | null;
    good: boolean | null;
  };
  spark?: { x: string[]; y: (number | null)[] };
  target?: { value: number; reached: number | null };
}
export interface GaugePage {
  value: number | null;
  text: string;
  target: number | null;
  target_text: string;
  reached: number | null;
  bands: number[];
  label: string;
}
export interface FunnelStep {
  label: string;
  value: number | null;
  text: string;
  cell: Cell;
  step: number | null;
  overall: number | null;
}
export interface FunnelPage {
  funnels: { name: string; steps: FunnelStep[] }[];
}
export interface CloudPage {
  words: { word: string; value: number; text: string; cell: Cell }[];
  label: string;
}
export interface PivotHead {
  texts: string[];
  cell: Cell;
  /** How many dimensions are not rolled up; null for a head that is no total. */
  total: number | null;
}
export interface PivotPage {
  rows: string[];
  cols: string[];
  measures: { key: string; label: string }[];
  row_heads: PivotHead[];
  col_heads: PivotHead[];
  cells: ({ values: (number | string | null)[]; texts: string[] } | null)[][];
  collapsed: boolean;
  bars: boolean;
}
export interface MapPage {
  regions: { region: string; value: number | null; text: string; cell: Cell }[];
  label: string;
}
export interface CohortPage {
  cohorts: {
    name: string;
    cells: { after: number; value: number; text: string; cell: Cell; share: number | null }[];
  }[];
  label: string;
}
export interface RfmTier {
  tier: "high" | "growing" | "potential" | "dormant" | "lost";
  label: Partial<Record<"zh" | "en" | "zh-CN", string>>;
  n: number;
  money: number;
}
export interface RfmPage {
  n: number;
  tiers: RfmTier[];
  /** `grid[r-1][v-1]`: customers with that score of recency and of frequency-and-money. */
  grid: number[][];
}
export interface MetricGroup {
  member: Member;
  label: string;
  value: number | null;
  text: string;
  n: number;
}
export interface MetricPage {
  key: string;
  version: number;
  label: string;
  unit: string;
  better: "up" | "down" | null;
  doc: string;
  formula: string;
  source: string;
  value: number | null;
  text: string;
  /** In few characters, for money; else null. */
  short: string | null;
  n: number;
  interval: { low: number; high: number; level: number } | null;
  notes: string[];
  groups: MetricGroup[] | null;
  /** The table of the figure with money in few characters. */
  parts: TableView;
}
export interface PlotlyFigure {
  data: Record<string, unknown>[];
  layout: Record<string, unknown>;
}

export type Figure = Shared &
  (
    | { kind: "plotly"; figure: PlotlyFigure }
    | { kind: "kpi"; kpi: KpiPage }
    | { kind: "gauge"; gauge: GaugePage }
    | { kind: "funnel"; funnel: FunnelPage }
    | { kind: "cloud"; cloud: CloudPage }
    | { kind: "pivot"; pivot: PivotPage }
    | { kind: "table" }
    | { kind: "map"; map: MapPage }
    | { kind: "rfm"; rfm: RfmPage }
    | { kind: "cohort"; cohort: CohortPage }
    | { kind: "metric"; metric: MetricPage }
    | { kind: "text"; text: { text: string } }
    | { kind: "image"; image: { file: string; alt: string } }
    | { kind: "empty"; text: string }
  );

export type TileAnswer =
  | { state: "ok"; figure: Figure; form: string | null; drill: boolean; list: boolean; took_ms: number }
  | { state: "refused"; message: string; problems: { place: string; message: string }[] }
  | { state: "no_access"; message: string };
