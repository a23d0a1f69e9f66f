/** Dashboards, their numbers and the records behind them, asked of the server (docs/reports-api.md). */
import {
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from "@tanstack/react-query";
import { api } from "../api";
import type { RecordRow } from "../records/types";
import type { Label } from "../types";
import type { Dashboard, Place, Tile } from "./definition";
import type { Catalogue, DashboardDraft, ReportFields } from "./design-types";
import type { Cell, Figure, TileAnswer } from "./figure";
import type { FilterValues, FilterView } from "./filters";

export type * from "./design-types";

export interface DashboardCard {
  key: string;
  label: Label;
  description: Label | null;
  icon: string | null;
  version: number;
  dirty: boolean;
  deleted: boolean;
  errors: number;
  tiles: number;
  updated_at: string;
  can_design: boolean;
}
export interface DashboardView {
  key: string;
  version: number;
  label: Label;
  description: Label | null;
  definition: Dashboard;
  filters: FilterView[];
  can_design: boolean;
  can_share: boolean;
  /** The caller has arranged it for themselves; `designed` is then how it was made. */
  own_layout?: boolean;
  designed?: { tiles: Tile[]; grid: Place[] } | null;
  /** Alerts that ring now, of those that the caller is told of. */
  ringing?: Ringing[];
}
export interface Ringing {
  alert: string;
  tile: string;
  label: Label;
  text: Label;
  fired_at: string;
}
/** A click on a tile: it filters the others. */
export interface Click {
  tile: string;
  cell: Cell;
  measure?: string;
}
export interface DashboardData {
  as_of: string;
  revision: number;
  unchanged: boolean;
  tiles: Record<string, TileAnswer>;
}

export const DASHBOARDS = ["dashboards"] as const;
export const DASHBOARD_DATA = ["dashboard-data"] as const;
export const dashboardsKey = (app: string) => [...DASHBOARDS, app] as const;
export const dashboardKey = (app: string, key: string) => ["dashboard", app, key] as const;
export const dashboardPath = (app: string, key: string): string => `/apps/${app}/dashboards/${key}`;

/** How often a page in sight asks whether anything has changed; the answer is one number then. */
const ASK_MS = 5_000;

export function useDashboards(app: string, deleted = false) {
  return useQuery({
    queryKey: [...dashboardsKey(app), { deleted }],
    queryFn: () =>
      api.get<{ items: DashboardCard[] }>(`/apps/${app}/dashboards`, {
        query: { deleted: deleted || undefined },
      }),
    select: (page) => page.items,
    enabled: app !== "",
    staleTime: 30_000,
    retry: false,
  });
}

export function useDashboard(app: string, key: string) {
  return useQuery({
    queryKey: dashboardKey(app, key),
    queryFn: () => api.get<DashboardView>(dashboardPath(app, key)),
  });
}

/** One's own arrangement of a dashboard. */
export function useOwnLayout(app: string, key: string) {
  const client = useQueryClient();
  const path = `${dashboardPath(app, key)}/layout`;
  const onSuccess = (view: DashboardView) => client.setQueryData(dashboardKey(app, key), view);
  return {
    keep: useMutation({
      mutationFn: (body: { grid: Place[]; hidden: string[] }) => api.put<DashboardView>(path, body),
      onSuccess,
    }),
    drop: useMutation({ mutationFn: () => api.delete<DashboardView>(path), onSuccess }),
  };
}

export interface DataQuestion {
  filters: FilterValues;
  clicks: Click[];
}

/** The numbers of a page; they stay right by themselves. Meanwhile another question is asked, the last answer stays. */
export function useDashboardData(app: string, key: string, question: DataQuestion) {
  const client = useQueryClient();
  const queryKey = [...DASHBOARD_DATA, app, key, question] as const;
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const last = client.getQueryData<DashboardData>(queryKey);
      const body = { ...question, ...(last ? { revision: last.revision } : {}) };
      const path = `${dashboardPath(app, key)}/data`;
      const answer = await api.post<DashboardData>(path, body, { signal });
      return answer.unchanged && last ? { ...answer, tiles: last.tiles } : answer;
    },
    placeholderData: keepPreviousData,
    refetchInterval: ASK_MS,
    staleTime: 0,
    gcTime: 60_000,
    retry: 1,
  });
}

/** After a record was changed on the page itself nobody waits for the next question. */
export const renewDashboards = (client: QueryClient): Promise<void> =>
  client.invalidateQueries({ queryKey: DASHBOARD_DATA });

export interface DrillStep {
  by: string;
  cell: Cell;
}
export interface DrillQuestion extends DataQuestion {
  tile: string;
  cell: Cell;
  measure?: string;
  path: DrillStep[];
  to: "next" | "records";
  by?: string;
  offset?: number;
  limit?: number;
}
interface DrillShared {
  form: string;
  steps: { label: string; text: string }[];
  count: number;
}
export type DrillAnswer = DrillShared &
  (
    | {
        kind: "groups";
        dimension: string;
        label: string;
        choices: { field: string; label: string }[];
        figure: Figure;
      }
    | {
        /** The end of the way for a source of the system: rows that are no records. */
        kind: "rows";
        figure: Figure;
      }
    | {
        kind: "records";
        filter: string;
        fields: string[];
        page: { items: RecordRow[]; next: number | null };
      }
  );

export function useDrill(app: string, key: string, question: DrillQuestion) {
  return useQuery({
    queryKey: [...DASHBOARD_DATA, app, key, "drill", question],
    queryFn: ({ signal }) => api.post<DrillAnswer>(`${dashboardPath(app, key)}:drill`, question, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

export function useCatalogue() {
  return useQuery({
    queryKey: ["report-catalogue"],
    queryFn: () => api.get<Catalogue>("/reports/catalogue"),
    staleTime: Infinity,
  });
}

export function useReportFields(app: string, form: string | null | undefined) {
  return useQuery({
    queryKey: ["report-fields", app, form],
    queryFn: () => api.get<ReportFields>(`/apps/${app}/report-fields`, { query: { form } }),
    enabled: !!form,
    staleTime: 60_000,
  });
}

export function useDashboardActs(app: string) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: dashboardsKey(app) });
  return {
    create: useMutation({
      mutationFn: (body: { label: Label; definition?: Dashboard }) =>
        api.post<DashboardDraft>(`/apps/${app}/dashboards`, body),
      onSuccess: refresh,
    }),
    remove: useMutation({
      mutationFn: (key: string) => api.delete(dashboardPath(app, key)),
      onSuccess: refresh,
    }),
    restore: useMutation({
      mutationFn: (key: string) => api.post<DashboardCard>(`${dashboardPath(app, key)}:restore`),
      onSuccess: refresh,
    }),
  };
}
