/** Pages of an app: what they are made of, and how they are asked of the server (docs/apps.md, «Pages»). */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./api";
import type { Place } from "./report/definition";
import type { Audience, Label } from "./types";

interface Common extends Audience {
  key: string;
  label?: Label;
}
export type ListBlock = Common & { type: "list"; form: string; view?: string | null };
export type FormBlock = Common & { type: "form"; form: string };
export type DashboardBlock = Common & { type: "dashboard"; dashboard: string };
export type TileBlock = Common & { type: "tile"; dashboard: string; tile: string };
export type NumberFn = "count" | "sum" | "avg" | "min" | "max";
export type NumberBlock = Common & {
  type: "number";
  form: string;
  filter?: string;
  icon?: string | null;
  fn?: NumberFn;
  /** Of every figure but the count. */
  field?: string | null;
};
export type LinkBlock = Common & { type: "link"; link: string; text?: Label; icon?: string | null };
export type TextBlock = Common & { type: "text"; html?: Label };
export type ButtonBlock = Common & { type: "button"; flow: string; text?: Label; icon?: string | null };
export type Block =
  | ListBlock
  | FormBlock
  | DashboardBlock
  | TileBlock
  | NumberBlock
  | LinkBlock
  | TextBlock
  | ButtonBlock;
export type BlockType = Block["type"];

export interface PageDefinition extends Audience {
  schema_version: 1;
  key: string;
  label?: Label;
  description?: Label | null;
  icon?: string | null;
  blocks?: Block[];
  grid?: Place[];
}
export interface PageProblem {
  block: string | null;
  code: string;
  message: string;
  level: "error" | "warning";
}
export interface PageDraft {
  key: string;
  definition: PageDefinition;
  revision: number;
  published_version: number;
  dirty: boolean;
  problems: PageProblem[];
}
export interface PageCard {
  key: string;
  label: Label;
  description: Label | null;
  icon: string | null;
  version: number;
  dirty: boolean;
  deleted: boolean;
  blocks: number;
  updated_at: string;
  can_design: boolean;
}
export interface PageView {
  key: string;
  version: number;
  label: Label;
  description: Label | null;
  icon: string | null;
  blocks: Block[];
  grid: Place[];
  can_design: boolean;
}

export const pageApi = (app: string, page: string): string => `/apps/${app}/pages/${page}`;
export const pagesKey = (app: string) => ["pages", app] as const;
export const pageKey = (app: string, page: string) => ["page", app, page] as const;
export const pageDraftKey = (app: string, page: string) => ["page-draft", app, page] as const;

export function usePages(app: string, deleted = false) {
  return useQuery({
    queryKey: [...pagesKey(app), { deleted }],
    queryFn: () =>
      api.get<{ items: PageCard[] }>(`/apps/${app}/pages`, { query: { deleted: deleted || undefined } }),
    select: (answer) => answer.items,
    enabled: app !== "",
    staleTime: 30_000,
    retry: false,
  });
}

export function usePage(app: string, page: string) {
  return useQuery({ queryKey: pageKey(app, page), queryFn: () => api.get<PageView>(pageApi(app, page)) });
}

export function useLoadPage(app: string, page: string) {
  return useQuery({
    queryKey: pageDraftKey(app, page),
    queryFn: () => api.get<PageDraft>(`${pageApi(app, page)}/draft`),
    // What is on the screen is newer than what the server has; nothing may replace it behind our back.
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

/** Names of the app's roles, for its builders. */
export function useRoleNames(app: string) {
  return useQuery({
    queryKey: ["role-names", app],
    queryFn: () => api.get<{ roles: { key: string; label: Label }[] }>(`/apps/${app}/roles`),
    select: (answer) => answer.roles,
    staleTime: 60_000,
  });
}

export function usePageActs(app: string) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: pagesKey(app) });
  return {
    create: useMutation({
      mutationFn: (body: { label: Label }) => api.post<PageDraft>(`/apps/${app}/pages`, body),
      onSuccess: refresh,
    }),
    remove: useMutation({ mutationFn: (key: string) => api.delete(pageApi(app, key)), onSuccess: refresh }),
    restore: useMutation({
      mutationFn: (key: string) => api.post<PageCard>(`${pageApi(app, key)}:restore`),
      onSuccess: refresh,
    }),
  };
}
