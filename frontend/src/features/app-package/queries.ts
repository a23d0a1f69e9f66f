/** Modules, demo data and upgrades of an app, as the server tells them. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { Job, Label, Loading } from "@/lib/types";
import type { Preview } from "../release/queries";

export interface ModuleItem {
  key: string;
  label: Label;
  description: Label | null;
  on: boolean;
  needs: string[];
  parts: { kind: "form" | "flow" | "dashboard" | "page"; key: string; label: Label }[];
  records: number;
}

export interface Removal {
  id: string;
  at: string;
  by: string | null;
  records: number;
  people: number;
  until: string;
  undone: boolean;
}

export interface Staying {
  form: string;
  id: string;
  /** Null when the reader may not see the record. */
  title: string | null;
  reason: "changed" | "needed";
}

export interface Samples {
  records: number;
  going: number;
  forms: { key: string; label: Label; going: number; staying: number }[];
  staying: Staying[];
  people: { going: number; staying: number };
  departments: { going: number; staying: number };
  removals: Removal[];
  loading: Loading | null;
}

/** Both sides changed the same thing; a side that deleted it is named. */
export interface Difference {
  id: string;
  path: string[];
  /** The path without its kind, as people call it. */
  where: string[];
  base: unknown;
  mine: unknown;
  theirs: unknown;
  deleted: "mine" | "theirs" | null;
  choice: "mine" | "theirs";
}

export interface UpgradePreview extends Preview {
  from: string | null;
  to: string;
  /** What the app has changed itself and keeps. */
  kept: string[];
  drafts: string[];
  /** What these are called: `form:idea` → «产品点子». */
  names: Record<string, string>;
  conflicts: Difference[];
}

export interface Offered {
  version: string | null;
  packaged: boolean;
  template: string | null;
  available: string | null;
}

const keyOf = (app: string, what: string) => ["app-package", app, what];

export function useModules(app: string) {
  return useQuery({
    queryKey: keyOf(app, "modules"),
    queryFn: async () => (await api.get<{ items: ModuleItem[] }>(`/apps/${app}/modules`)).items,
  });
}

export function useSwitchModules(app: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (on: string[]) => api.put<{ items: ModuleItem[] }>(`/apps/${app}/modules`, { on }),
    // Navigation, lists, dashboards: what is on stands in many places.
    onSuccess: () => client.invalidateQueries(),
  });
}

export function useSamples(app: string, changedToo: boolean, enabled: boolean) {
  return useQuery({
    queryKey: [...keyOf(app, "demo"), changedToo],
    queryFn: () => api.get<Samples>(`/apps/${app}/demo`, { query: { changed_too: changedToo } }),
    placeholderData: (before) => before,
    staleTime: 0,
    enabled,
  });
}

export function useSampleActs(app: string) {
  const remove = useMutation({
    mutationFn: (changedToo: boolean) =>
      api.post<Job>(`/apps/${app}/demo:remove`, { changed_too: changedToo }),
  });
  const restore = useMutation({
    mutationFn: (removal: string) => api.post<Job>(`/apps/${app}/demo:restore`, { removal }),
  });
  const load = useMutation({ mutationFn: () => api.post<Job>(`/apps/${app}/demo:load`) });
  return { remove, restore, load };
}

export function useOffered(app: string) {
  return useQuery({
    queryKey: keyOf(app, "offered"),
    queryFn: () => api.get<Offered>(`/apps/${app}/upgrade`),
  });
}

/** The package of a file, or the product's template. */
export type Source = File | "template";

const partsOf = (source: Source, theirs: string[]): Record<string, string | Blob> => ({
  theirs: JSON.stringify(theirs),
  ...(source === "template" ? {} : { file: source }),
});

export function useUpgradePreview(app: string, source: Source, theirs: string[]) {
  return useQuery({
    queryKey: [...keyOf(app, "upgrade"), source === "template" ? source : source.name, theirs],
    queryFn: () => api.upload<UpgradePreview>(`/apps/${app}/upgrade:preview`, partsOf(source, theirs)),
    placeholderData: (before) => before,
    retry: false,
    gcTime: 0,
    staleTime: 0,
  });
}

export interface UpgradeOrder {
  source: Source;
  state: string;
  theirs: string[];
  acceptLosses: boolean;
  acceptFailing: string[];
}

export function useUpgrade(app: string) {
  return useMutation({
    mutationFn: ({ source, state, theirs, acceptLosses, acceptFailing }: UpgradeOrder) =>
      api.upload<Job>(`/apps/${app}/upgrade:publish`, {
        ...partsOf(source, theirs),
        state,
        accept_losses: String(acceptLosses),
        accept_failing: JSON.stringify(acceptFailing),
      }),
  });
}

export interface PackItem {
  key: string;
  label: Label;
  description: Label;
  icon: string | null;
  applied: boolean;
}

export function usePacks(app: string) {
  return useQuery({
    queryKey: keyOf(app, "packs"),
    queryFn: async () => (await api.get<{ items: PackItem[] }>(`/apps/${app}/packs`)).items,
  });
}

export function usePackPreview(app: string, pack: string) {
  return useQuery({
    queryKey: [...keyOf(app, "packs"), pack],
    queryFn: () => api.get<UpgradePreview>(`/apps/${app}/packs/${pack}`),
    retry: false,
    gcTime: 0,
    staleTime: 0,
  });
}

export function useApplyPack(app: string, pack: string) {
  return useMutation({
    mutationFn: (order: { state: string; accept_failing: string[] }) =>
      api.post<Job>(`/apps/${app}/packs/${pack}:apply`, order),
  });
}
