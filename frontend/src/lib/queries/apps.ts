import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api";
import type { App, AppCard, Label, Nav, Page } from "../types";

export const APPS = ["apps"] as const;
export const appKey = (app: string) => ["app", app] as const;

export function useApps(deleted = false) {
  return useQuery({
    queryKey: [...APPS, { deleted }],
    queryFn: () => api.get<Page<AppCard>>("/apps", { query: { deleted: deleted || undefined } }),
    select: (page) => page.items,
  });
}

export function useApp(app: string) {
  return useQuery({
    queryKey: appKey(app),
    queryFn: () => api.get<App>(`/apps/${app}`),
    enabled: app !== "",
    refetchInterval: (query) => (query.state.data?.loading?.state === "running" ? 3000 : false),
  });
}

export interface AppPatch {
  label?: Label;
  icon?: string | null;
  color?: string | null;
  description?: Label | null;
  navigation?: Nav[];
  version: number;
}

export function usePatchApp(app: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (patch: AppPatch) => api.patch<App>(`/apps/${app}`, patch),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: appKey(app) }),
        client.invalidateQueries({ queryKey: APPS }),
      ]),
  });
}

/** Moves an app to the bin, or back. */
export function useBinApp() {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: APPS });
  const remove = useMutation({ mutationFn: (app: string) => api.delete(`/apps/${app}`), onSuccess: refresh });
  const restore = useMutation({
    mutationFn: (app: string) => api.post(`/apps/${app}:restore`),
    onSuccess: refresh,
  });
  return { remove, restore };
}
