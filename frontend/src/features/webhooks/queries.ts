import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { Delivery, Made, Webhook, WebhookBody } from "./types";

const listKey = (app: string) => ["webhooks", app] as const;
const logKey = (app: string, id: string) => ["webhooks", app, id, "deliveries"] as const;

export function useWebhooks(app: string) {
  return useQuery({
    queryKey: listKey(app),
    queryFn: () => api.get<{ items: Webhook[] }>(`/apps/${app}/webhooks`),
    select: (page) => page.items,
  });
}

export function useDeliveries(app: string, id: string) {
  return useInfiniteQuery({
    queryKey: logKey(app, id),
    queryFn: ({ pageParam }) =>
      api.get<{ items: Delivery[]; next: string | null }>(`/apps/${app}/webhooks/${id}/deliveries`, {
        query: { cursor: pageParam },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: 5_000,
  });
}

export function useWebhookActs(app: string) {
  const client = useQueryClient();
  const path = `/apps/${app}/webhooks`;
  const onSuccess = () => client.invalidateQueries({ queryKey: listKey(app) });
  return {
    create: useMutation({ mutationFn: (body: WebhookBody) => api.post<Made>(path, body), onSuccess }),
    change: useMutation({
      mutationFn: ({ id, ...body }: WebhookBody & { id: string; version: number }) =>
        api.patch<Made>(`${path}/${id}`, body),
      onSuccess,
    }),
    remove: useMutation({ mutationFn: (id: string) => api.delete(`${path}/${id}`), onSuccess }),
    rotate: useMutation({
      mutationFn: (id: string) => api.post<{ secret: string }>(`${path}/${id}:rotate`),
      onSuccess,
    }),
    test: useMutation({
      mutationFn: (id: string) => api.post<{ ok: boolean; message: string }>(`${path}/${id}:test`),
    }),
    redeliver: useMutation({
      mutationFn: ({ id, delivery }: { id: string; delivery?: string }) =>
        api.post(delivery ? `${path}/${id}/deliveries/${delivery}:redeliver` : `${path}/${id}:redeliver`),
      onSuccess,
    }),
  };
}
