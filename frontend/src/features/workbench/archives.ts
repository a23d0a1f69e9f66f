import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { APPS } from "@/lib/queries/apps";
import { resultOf } from "@/lib/queries/jobs";
import type { Job, Label } from "@/lib/types";

/** What is left of an app that was deleted for good. `taken`: another app has its key. */
export interface Archive {
  id: string;
  app: string;
  label: Label;
  icon: string | null;
  color: string | null;
  size: number;
  forms: number;
  records: number;
  files: number;
  made_at: string;
  made_by: string | null;
  taken: boolean;
}

const ARCHIVES = [...APPS, "archives"] as const;

export function useArchives(enabled: boolean) {
  return useQuery({
    queryKey: ARCHIVES,
    queryFn: () => api.get<{ items: Archive[] }>("/app-archives"),
    select: (page) => page.items,
    enabled,
  });
}

/** Deletes an app for good, brings one back, deletes an archive; the first two are jobs. */
export function useArchiving() {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: APPS });
  const purge = useMutation({
    mutationFn: async (app: string) => {
      const { id } = await api.post<Job>(`/apps/${app}:purge`, { confirm: app });
      return resultOf<{ archive: string }>(id);
    },
    onSettled,
  });
  const bringBack = useMutation({
    mutationFn: async (archive: string) => {
      const { id } = await api.post<Job>(`/app-archives/${archive}:bring-back`);
      return resultOf<{ app: string }>(id);
    },
    onSettled,
  });
  const remove = useMutation({
    mutationFn: (archive: string) => api.delete(`/app-archives/${archive}`),
    onSettled,
  });
  return { purge, bringBack, remove };
}
