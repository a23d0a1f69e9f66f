/** What leaves a dashboard: public links, deliveries by mail, alerts (docs/reports-api.md). */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api";
import { jobIsOver } from "../queries/jobs";
import type { Job } from "../types";
import type { Alert, Delivery } from "./definition";
import type { FilterValues } from "./filters";
import { dashboardPath, type DashboardData, type DashboardView } from "./queries";

export interface PublicLink {
  id: string;
  label: string;
  expires_at: string;
  created_by: string;
  created_at: string;
  revoked: boolean;
  /** Sites whose pages may show the dashboard in a frame. */
  frames: string[];
}
export type MadeLink = PublicLink & { url: string };
export interface NewLink {
  label: string;
  expires_at: string;
  frames: string[];
}

const linksKey = (app: string, key: string) => ["dashboard-links", app, key] as const;

export function useLinks(app: string, key: string) {
  return useQuery({
    queryKey: linksKey(app, key),
    queryFn: () => api.get<{ items: PublicLink[] }>(`${dashboardPath(app, key)}/links`),
    select: (page) => page.items,
  });
}

export function useLinkActs(app: string, key: string) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: linksKey(app, key) });
  const path = `${dashboardPath(app, key)}/links`;
  return {
    create: useMutation({
      mutationFn: (body: NewLink) => api.post<MadeLink>(path, body),
      onSuccess: refresh,
    }),
    revoke: useMutation({ mutationFn: (id: string) => api.delete(`${path}/${id}`), onSuccess: refresh }),
  };
}

/** How often a public page asks whether anything has changed. */
const PUBLIC_ASK_MS = 30_000;
export const publicPath = (token: string): string => `/public/dashboards/${encodeURIComponent(token)}`;

export function usePublicDashboard(token: string) {
  return useQuery({
    queryKey: ["public-dashboard", token],
    queryFn: () => api.get<DashboardView>(publicPath(token)),
    retry: false,
    refetchOnWindowFocus: false,
  });
}

export function usePublicData(token: string, filters: FilterValues, on: boolean) {
  const client = useQueryClient();
  const queryKey = ["public-dashboard", token, "data", filters] as const;
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const last = client.getQueryData<DashboardData>(queryKey);
      const body = { filters, ...(last ? { revision: last.revision } : {}) };
      const answer = await api.post<DashboardData>(`${publicPath(token)}/data`, body, { signal });
      return answer.unchanged && last ? { ...answer, tiles: last.tiles } : answer;
    },
    enabled: on,
    placeholderData: keepPreviousData,
    refetchInterval: PUBLIC_ASK_MS,
    retry: false,
  });
}

export interface Outcome {
  due_at: string;
  waiting: number;
  sent: number;
  dropped: number;
  failed: number;
}
export interface DeliveryState extends Delivery {
  next_at: string | null;
  last: Outcome | null;
}
export type SendingState = "waiting" | "sent" | "dropped" | "failed";
export interface Sending {
  person: string;
  name: string;
  due_at: string;
  by_hand: boolean;
  state: SendingState;
  reason: string | null;
  sent_at: string | null;
}

const deliveriesKey = (app: string, key: string) => ["dashboard-deliveries", app, key] as const;

/** Of the published version; `version` asks anew after publishing. */
export function useDeliveries(app: string, key: string, version: number) {
  return useQuery({
    queryKey: [...deliveriesKey(app, key), version],
    queryFn: () =>
      api.get<{ items: DeliveryState[]; mail_available: boolean }>(`${dashboardPath(app, key)}/deliveries`),
    placeholderData: keepPreviousData,
  });
}

const LOOK_MS = 500;
const MOST_LOOKS = 120;

const sendingsKey = (app: string, key: string, delivery: string) =>
  [...deliveriesKey(app, key), "sendings", delivery] as const;

export function useSendings(app: string, key: string, delivery: string) {
  return useQuery({
    queryKey: sendingsKey(app, key, delivery),
    queryFn: () =>
      api.get<{ items: Sending[] }>(`${dashboardPath(app, key)}/deliveries/${delivery}/sendings`),
    select: (page) => page.items,
    // What waits goes on by itself.
    refetchInterval: (query) =>
      query.state.data?.items.some((sending) => sending.state === "waiting") ? 3_000 : false,
  });
}

export function useSendNow(app: string, key: string) {
  return useMutation({
    // Over when it has been rendered: from then on the sending stands in the list.
    mutationFn: async (delivery: string): Promise<void> => {
      const path = `${dashboardPath(app, key)}/deliveries/${delivery}:send`;
      const { job } = await api.post<{ job: string | null }>(path);
      for (let asked = 0; job && asked < MOST_LOOKS; asked += 1) {
        if (jobIsOver(await api.get<Job>(`/jobs/${job}`))) return;
        await new Promise((resolve) => window.setTimeout(resolve, LOOK_MS));
      }
    },
  });
}

export function useRenewDeliveries(app: string, key: string) {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: deliveriesKey(app, key) });
}

export interface Firing {
  id: string;
  text: string;
  fired_at: string;
  calmed_at: string | null;
}
export interface AlertState extends Alert {
  checked_at: string | null;
  problem: string | null;
  ringing: Firing[];
}

export function useAlerts(app: string, key: string, version: number) {
  return useQuery({
    queryKey: ["dashboard-alerts", app, key, version],
    queryFn: () => api.get<{ items: AlertState[] }>(`${dashboardPath(app, key)}/alerts`),
    select: (page) => page.items,
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
}

export function useFirings(app: string, key: string, alert: string) {
  return useQuery({
    queryKey: ["dashboard-firings", app, key, alert],
    queryFn: () => api.get<{ items: Firing[] }>(`${dashboardPath(app, key)}/alerts/${alert}/firings`),
    select: (page) => page.items,
  });
}
