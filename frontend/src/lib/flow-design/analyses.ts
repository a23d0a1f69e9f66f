/** What an analysis asks for and what it gives, as the server knows it (engines/flow/analyses.py). Types and lists. */

export interface Source {
  form: string;
  subject: string;
  date: string;
  value?: string | null;
  where?: string | null;
  key?: string | null;
}

export const ANALYSES = [
  "rfm",
  "clv",
  "abc",
  "health",
  "predict",
  "segments",
  "cluster",
  "tree",
  "recommend",
  "interests",
  "score",
] as const;
export type AnalysisKind = (typeof ANALYSES)[number];

export interface Analysis {
  kind: AnalysisKind;
  [setting: string]: unknown;
}

/** What an analysis keeps of each answer: a record per subject. */
export interface Snapshot {
  form: string;
  subject: string;
  set: Record<string, string>;
  when?: "changed" | "always";
}

/** What each kind gives for a record, besides the day it was counted. */
export const RESULTS: Record<AnalysisKind, string[]> = {
  rfm: ["r", "f", "m", "v", "tier", "days", "frequency", "money"],
  clv: ["historic", "clv", "expected_purchases", "expected_value"],
  abc: ["class", "money", "share", "cumulative"],
  health: ["score", "band", "reasons", "missing"],
  predict: ["probability", "flagged", "reasons", "version", "factors"],
  segments: ["segments", "count"],
  cluster: ["cluster", "rule"],
  tree: ["leaf", "rule", "rate"],
  recommend: ["items", "first", "reasons"],
  interests: ["tags", "first"],
  score: ["score", "points", "grade", "reasons"],
};

/** The setting under which a kind has its rows; the others have several sources, or none. */
export const SOURCE_OF: Partial<Record<AnalysisKind, "orders" | "events">> = {
  rfm: "orders",
  clv: "orders",
  abc: "orders",
  recommend: "orders",
  interests: "events",
};

/** A new analysis of a kind, as far as it can be guessed. */
export function newAnalysis(kind: AnalysisKind, rows: Source, other: string): Analysis {
  const valued = { ...rows, value: rows.value ?? "" };
  switch (kind) {
    case "rfm":
    case "clv":
    case "abc":
      return { kind, orders: valued };
    case "health":
      return { kind, parts: { usage: { weight: 30, measure: "count", best: 10, source: rows } } };
    case "predict":
      return {
        kind,
        model: "churn",
        outcome: { source: rows, happens: false, horizon_days: 45 },
        sources: [rows],
      };
    case "segments":
      return { kind, form: other, rule: "rule" };
    case "cluster":
      return { kind, factors: [rows.value ?? "amount"] };
    case "tree":
      return { kind, target: "TRUE", factors: [rows.value ?? "amount"] };
    case "recommend":
      return { kind, orders: rows, item: "product" };
    case "interests":
      return { kind, events: rows, tag: "name" };
    case "score":
      return { kind, won: "FALSE", lost: "FALSE", factors: ["source"] };
  }
}

export const resultsOf = (analysis: Analysis): string[] => {
  const parts =
    analysis.kind === "health" ? Object.keys((analysis["parts"] as object | undefined) ?? {}) : [];
  return [...RESULTS[analysis.kind], ...parts.map((name) => `part_${name}`), "as_of"];
};
