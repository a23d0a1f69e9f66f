import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { Label } from "@/lib/types";
import type { Connection, ConnectionKind, Made } from "./types";

const listKey = (app: string) => ["connections", app] as const;

export function useConnections(app: string) {
  return useQuery({
    queryKey: listKey(app),
    queryFn: () => api.get<{ items: Connection[] }>(`/apps/${app}/connections`),
    staleTime: 30_000,
    select: (page) => page.items,
  });
}

interface Body {
  label: Label;
  settings: Record<string, string>;
  secrets: Record<string, string>;
}

export function useConnectionActs(app: string) {
  const client = useQueryClient();
  const path = `/apps/${app}/connections`;
  const refresh = () => client.invalidateQueries({ queryKey: listKey(app) });
  return {
    create: useMutation({
      mutationFn: (body: Body & { kind: ConnectionKind }) => api.post<Made>(path, body),
      onSuccess: refresh,
    }),
    change: useMutation({
      mutationFn: ({ key, ...body }: Body & { key: string; version: number }) =>
        api.patch<Made>(`${path}/${key}`, body),
      onSuccess: refresh,
    }),
    remove: useMutation({ mutationFn: (key: string) => api.delete(`${path}/${key}`), onSuccess: refresh }),
    test: useMutation({
      mutationFn: (key: string) => api.post<{ ok: boolean; message: string }>(`${path}/${key}:test`),
    }),
  };
}
