/** Links to views: those who design make and end them; strangers open them. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { prepareRuntime } from "@/lib/form-runtime/prepare";
import type { MapSettings } from "@/ui/map/tiles";
import type { ListedRuntime, ViewSettings, ViewType } from "../model/types";
import { sharedView } from "../model/use-rows";

export interface ViewLink {
  id: string;
  label: string;
  type: ViewType;
  fields: string[];
  has_password: boolean;
  expires_at: string;
  created_by: string;
}

export interface NewViewLink {
  label: string;
  settings: ViewSettings;
  fields: string[];
  password: string | null;
  expires_at: string;
}

/** What is shown this once. `feed`: for calendar programs. */
export type MadeViewLink = ViewLink & { url: string; feed?: string };

export function useViewLinks(app: string, form: string) {
  const client = useQueryClient();
  const path = `/apps/${app}/forms/${form}/view-links`;
  const queryKey = ["view-links", app, form];
  const refresh = () => client.invalidateQueries({ queryKey });
  return {
    links: useQuery({
      queryKey,
      queryFn: () => api.get<{ items: ViewLink[] }>(path),
      select: (page) => page.items,
    }),
    create: useMutation({
      mutationFn: (body: NewViewLink) => api.post<MadeViewLink>(path, body),
      onSuccess: refresh,
    }),
    remove: useMutation({ mutationFn: (id: string) => api.delete(`${path}/${id}`), onSuccess: refresh }),
  };
}

export interface SharedView {
  state: "open";
  label: string;
  form: string;
  expires_at: string;
  zone: string;
  map: MapSettings | null;
  runtime: ListedRuntime;
}

export function useSharedView(token: string) {
  const client = useQueryClient();
  return useQuery({
    queryKey: ["shared-view", token],
    queryFn: async () => {
      const found = await api.get<SharedView | { state: "password" }>(`/${sharedView(token)}`);
      if (found.state === "password") return found;
      client.setQueryData(["map"], { map: found.map });
      return { ...found, runtime: (await prepareRuntime(found.runtime)) as ListedRuntime };
    },
    retry: false,
    refetchOnWindowFocus: false,
  });
}

export const unlockView = (token: string, password: string) =>
  api.post(`/${sharedView(token)}:unlock`, { password });
