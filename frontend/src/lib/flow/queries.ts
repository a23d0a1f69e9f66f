/** What runs, asked of the server. All keys begin with `flow`, so that one live event renews what is shown. */
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from "@tanstack/react-query";
import { api, newIdempotencyKey } from "../api";
import type { Page } from "../types";
import type {
  Box,
  Choice,
  Due,
  FlowButton,
  FormLink,
  Instance,
  InstanceRow,
  Outcome,
  Pending,
  Task,
  TaskCounts,
  TaskRow,
  WholeInstance,
} from "./types";

export const FLOW = ["flow"] as const;
export const taskKey = (id: string) => [...FLOW, "task", id] as const;
export const instanceKey = (id: string) => [...FLOW, "instance", id] as const;

/** After something was done: lists, counts, the open task, the record behind it. */
export async function renewFlows(client: QueryClient): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: FLOW }),
    client.invalidateQueries({ queryKey: ["record"] }),
  ]);
}

export function useTaskCounts() {
  return useQuery({
    queryKey: [...FLOW, "counts"],
    queryFn: () => api.get<TaskCounts>("/tasks/counts"),
    placeholderData: keepPreviousData,
  });
}

export interface TaskFilter {
  box: Box;
  app: string;
  flow: string;
  due: Due | "";
  q: string;
}

const PAGE = 50;

/** Rows of a box: tasks, or instances in `started`. */
export function useTasks(filter: TaskFilter) {
  return useInfiniteQuery({
    queryKey: [...FLOW, "tasks", filter],
    queryFn: ({ pageParam }) =>
      api.get<Page<TaskRow | InstanceRow>>("/tasks", {
        query: { ...filter, limit: PAGE, cursor: pageParam },
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
}

export function useTask(id: string) {
  return useQuery({
    queryKey: taskKey(id),
    queryFn: async () => {
      const task = await api.get<Task>(`/tasks/${id}`);
      // The shell reads from this file too, and the formula engine is more script than all of it.
      if (task.form?.runtime)
        await (await import("../form-runtime/prepare")).prepareRuntime(task.form.runtime);
      return task;
    },
  });
}

export function useInstance(id: string) {
  return useQuery({
    queryKey: instanceKey(id),
    queryFn: () => api.get<WholeInstance>(`/instances/${id}`),
    enabled: id !== "",
  });
}

export interface Done {
  task: TaskRow;
  instance: { id: string; status: string; result: string | null };
}

/** One verb of a task. A click that is sent twice (a lost answer) has one effect. */
export function useTaskVerb() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, verb, body }: { id: string; verb: string; body: Record<string, unknown> }) =>
      api.post<Done>(`/tasks/${id}:${verb}`, body, { idempotencyKey: newIdempotencyKey() }),
    // Not waited for: the page goes on at once.
    onSettled: () => void renewFlows(client),
  });
}

/** One verb of an instance: urge, comment, cc, withdraw, and the operator's retry, skip, jump, cancel. */
export function useInstanceVerb() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, verb, body }: { id: string; verb: string; body: Record<string, unknown> }) =>
      api.post<unknown>(`/instances/${id}:${verb}`, body, { idempotencyKey: newIdempotencyKey() }),
    onSettled: () => renewFlows(client),
  });
}

const recordPath = (app: string, form: string, id: string) => `/apps/${app}/forms/${form}/records/${id}`;

/** Flows of a record, newest first. */
export function useRecordFlows(app: string, form: string, id: string) {
  return useQuery({
    queryKey: [...FLOW, "record", app, form, id],
    queryFn: () => api.get<{ items: Instance[] }>(`${recordPath(app, form, id)}/flows`),
    select: (answer) => answer.items,
  });
}

export interface FlowActions {
  buttons: FlowButton[];
  pending: Pending[];
}

/** What may be started on a record now, and the changes of it that wait. */
export function useFlowActions(app: string, form: string, id: string) {
  return useQuery({
    queryKey: [...FLOW, "actions", app, form, id],
    queryFn: () => api.get<FlowActions>(`${recordPath(app, form, id)}/flow-actions`),
  });
}

/** What a person may start from a form's list. */
export function useFlowStarts(app: string, form: string | null) {
  return useQuery({
    queryKey: [...FLOW, "starts", app, form],
    queryFn: () =>
      api.get<{ buttons: FlowButton[]; links: FormLink[] }>(`/apps/${app}/flow-starts`, {
        query: { form: form ?? undefined },
      }),
    enabled: app !== "" && form !== "",
    staleTime: 60_000,
  });
}

/** People picked for steps: `{step: [person]}`. */
export type Chosen = Record<string, string[]>;

export function useRunButton(app: string, form: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ flow, ids, chosen }: { flow: string; ids: string[]; chosen: Chosen }) => {
      const base = `/apps/${app}/forms/${form}/records`;
      const options = { idempotencyKey: newIdempotencyKey() };
      const [only] = ids;
      return ids.length === 1 && only
        ? api
            .post<{ instance: string }>(`${base}/${only}:run-button`, { flow, chosen }, options)
            .then((): { results: Outcome[] } => ({ results: [{ id: only, ok: true }] }))
        : api.post<{ results: Outcome[] }>(`${base}:run-button`, { flow, ids, chosen }, options);
    },
    onSettled: () => renewFlows(client),
  });
}

export const noChoice = (choices: Choice[] | undefined): boolean => !choices || choices.length === 0;
