import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, newIdempotencyKey } from "@/lib/api";
import { FLOW, renewFlows } from "@/lib/flow/queries";
import type { Failure, InstanceRow, Outcome, Outgoing } from "@/lib/flow/types";
import type { Page } from "@/lib/types";

/** A version of a flow that no longer fits its app: it can neither start nor go on. */
export interface BrokenFlow {
  flow: { key: string; label: string };
  version: number;
  node: string | null;
  message: string;
}

interface Failures {
  items: Failure[];
  broken: BrokenFlow[];
}

export type Status = "running" | "ended" | "stuck";

export function useInstances(app: string, status: Status, q: string) {
  return useInfiniteQuery({
    queryKey: [...FLOW, "instances", app, status, q],
    queryFn: ({ pageParam }) =>
      api.get<Page<InstanceRow>>(`/apps/${app}/flow-instances`, {
        query: { status, q, limit: 50, cursor: pageParam },
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
}

export function useFailures(app: string, enabled = true) {
  return useQuery({
    queryKey: [...FLOW, "failures", app],
    queryFn: () => api.get<Failures>(`/apps/${app}/flow-failures`),
    enabled,
  });
}

export function useOutbox(app: string) {
  return useQuery({
    queryKey: [...FLOW, "outbox", app],
    queryFn: () => api.get<{ items: Outgoing[] }>(`/apps/${app}/flow-outbox`),
    select: (page) => page.items,
  });
}

export type BulkAct = "retry" | "skip" | "cancel";

export function useBulkAct(app: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ ids, act, comment }: { ids: string[]; act: BulkAct; comment: string }) =>
      api.post<{ results: Outcome[] }>(
        `/apps/${app}/flow-instances:bulk`,
        { instances: ids, do: act, ...(comment ? { comment } : {}) },
        { idempotencyKey: newIdempotencyKey() },
      ),
    onSettled: () => renewFlows(client),
  });
}

export function useOutboxActs(app: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, act }: { id: string; act: "resend" | "sent" | "not_sent" }) =>
      act === "resend"
        ? api.post(`/apps/${app}/flow-outbox/${id}:resend`)
        : api.post(`/apps/${app}/flow-outbox/${id}:settle`, { sent: act === "sent" }),
    onSettled: () => renewFlows(client),
  });
}
