/** The flow's draft on the server, and the list of flows. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { FlowDefinition } from "@/lib/flow-design/definition";
import type { Label } from "@/lib/types";
import { flowsKey } from "./catalog";
import type { FlowCard, FlowDraft } from "./types";

export const flowPath = (app: string, flow: string): string => `/apps/${app}/flows/${flow}`;
export const draftKey = (app: string, flow: string) => ["flow-draft", app, flow] as const;

export function useLoadFlow(app: string, flow: string) {
  return useQuery({
    queryKey: draftKey(app, flow),
    queryFn: () => api.get<FlowDraft>(`${flowPath(app, flow)}/draft`),
    // What is on the screen is newer than what the server has; nothing may replace it behind our back.
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

export function useFlows(app: string) {
  return useQuery({
    queryKey: flowsKey(app),
    queryFn: () => api.get<{ items: FlowCard[] }>(`/apps/${app}/flows`),
    select: (page) => page.items,
  });
}

interface StepSavings {
  items: { kind: string; minutes: number; usual: number }[];
}

/** Minutes that automatic steps save, by type. */
export function useStepSavings(app: string) {
  const client = useQueryClient();
  const path = `/apps/${app}/step-savings`;
  const queryKey = ["step-savings", app];
  return {
    list: useQuery({ queryKey, queryFn: () => api.get<StepSavings>(path) }),
    keep: useMutation({
      mutationFn: (body: { minutes: Record<string, number> }) => api.put<StepSavings>(path, body),
      onSuccess: (kept) => client.setQueryData(queryKey, kept),
    }),
  };
}

type MadeFlow = FlowDraft & { key: string };

/** What a BPMN file did not say well enough: where, and what became of it. */
export interface BpmnProblem {
  level: "error" | "warning";
  element: string;
  /** Counts from 1; 0 is the whole file. */
  line: number;
  message: string;
}

type ReadFlow = MadeFlow & { bpmn: { problems: BpmnProblem[] } };

interface NewFlow {
  label: Label;
  form?: string;
  definition?: FlowDefinition;
}

export function useFlowActs(app: string) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: flowsKey(app) });
  return {
    create: useMutation({
      mutationFn: (body: NewFlow) => api.post<MadeFlow>(`/apps/${app}/flows`, body),
      onSuccess: refresh,
    }),
    toggle: useMutation({
      mutationFn: ({ key, on }: { key: string; on: boolean }) =>
        api.post<FlowCard>(`${flowPath(app, key)}:${on ? "enable" : "disable"}`),
      onSuccess: refresh,
    }),
    remove: useMutation({ mutationFn: (key: string) => api.delete(flowPath(app, key)), onSuccess: refresh }),
    restore: useMutation({
      mutationFn: (key: string) => api.post<FlowCard>(`${flowPath(app, key)}:restore`),
      onSuccess: refresh,
    }),
    bring: useMutation({
      mutationFn: ({ file, form }: { file: File; form: string | null }) =>
        api.upload<ReadFlow>(`/apps/${app}/flows:import`, { file, ...(form ? { form } : {}) }),
      onSuccess: refresh,
    }),
  };
}
