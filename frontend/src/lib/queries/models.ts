/** Trained models of an app (docs/analytics.md). */
import { useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { Label } from "@/lib/types";

export interface Tested {
  n: number;
  base_rate: number;
  threshold: number;
  accuracy: number;
  null_accuracy: number;
  precision: number | null;
  recall: number;
  auc: number;
  auc_low: number;
  auc_high: number;
  lift: number | null;
  brier: number;
  null_brier: number;
  hits: number;
  false_alarms: number;
  misses: number;
  rejections: number;
}

export interface ModelCard {
  key: string;
  label: Label;
  version: number;
  form: string;
  form_label: string;
  used: boolean;
  sentence: string;
  happens: boolean;
  horizon_days: number;
  outcome_form: string;
  trained_at: string;
  trained_by: string | null;
  trained_from: string;
  trained_to: string;
  factors: number;
  cases: number;
  kind: "logistic" | "tree";
  tested: Tested;
  /** Result → field of the subject, as far as the reader may read it. */
  fields: Record<string, string>;
}

export interface WholeModel extends ModelCard {
  calibration: { n: number; predicted: number; actual: number }[];
  strongest: { factor: string; text: string; weight: number }[];
  rules: { rule: string; n: number; rate: number }[];
  sources: string[];
  windows: number[];
  versions: { version: number; trained_at: string; used: boolean; auc: number; accuracy: number }[];
}

export function useModels(app: string) {
  return useQuery({
    queryKey: ["models", app],
    queryFn: () => api.get<{ items: ModelCard[] }>(`/apps/${app}/models`),
    select: (page) => page.items,
    staleTime: 300_000,
    retry: false,
  });
}

export function useModel(app: string, key: string | null, version: number | null) {
  return useQuery({
    queryKey: ["models", app, key, version],
    queryFn: () => api.get<WholeModel>(`/apps/${app}/models/${key}`, { query: { version } }),
    enabled: key !== null,
  });
}
