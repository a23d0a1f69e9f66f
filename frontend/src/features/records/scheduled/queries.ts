/** Scheduled exports of a form: what is exported when, and what became of each time. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";

export interface ScheduleBody {
  label: string;
  view: string | null;
  columns: "view" | "all";
  format: "xlsx" | "csv" | "json" | "jsonl";
  files: boolean;
  how: "file" | "mail";
  to: string[];
  keep_days: number;
  cron: string;
  active: boolean;
}

export interface ExportRun {
  id: string;
  due_at: string;
  by_hand: boolean;
  state: "waiting" | "done" | "failed" | "stopped";
  reason: string | null;
  name: string | null;
  size: number | null;
  records: number | null;
  mails: number;
  /** While it is kept; the owner's. */
  file: string | null;
  expires_at: string | null;
  ended_at: string | null;
}

export interface Schedule extends Omit<ScheduleBody, "to"> {
  id: string;
  to: { id: string; name: string | null }[];
  /** Why it was switched off by itself, in a sentence. */
  stopped: string | null;
  next_at: string | null;
  mine: boolean;
  owner: { id: string; name: string | null };
  last: ExportRun | null;
  version: number;
}

interface Page {
  items: Schedule[];
  /** In which the times are meant. */
  timezone: string;
  /** Whether this installation sends mail. */
  mail: boolean;
}

const pathOf = (app: string, form: string): string => `/apps/${app}/forms/${form}/scheduled-exports`;
const keyOf = (app: string, form: string) => ["scheduled-exports", app, form] as const;
const WAITING = 3_000;

export function useSchedules(app: string, form: string) {
  return useQuery({
    queryKey: keyOf(app, form),
    queryFn: () => api.get<Page>(pathOf(app, form)),
    refetchInterval: ({ state }) =>
      state.data?.items.some((each) => each.last?.state === "waiting") ? WAITING : false,
  });
}

export function useRuns(app: string, form: string, id: string) {
  return useQuery({
    queryKey: [...keyOf(app, form), id],
    queryFn: () => api.get<{ items: ExportRun[] }>(`${pathOf(app, form)}/${id}/runs`),
    select: (page) => page.items,
    refetchInterval: ({ state }) =>
      state.data?.items.some((each) => each.state === "waiting") ? WAITING : false,
  });
}

export function useScheduleActs(app: string, form: string) {
  const client = useQueryClient();
  const path = pathOf(app, form);
  const onSettled = () => client.invalidateQueries({ queryKey: keyOf(app, form) });
  const save = useMutation({
    mutationFn: ({ schedule, body }: { schedule: Schedule | null; body: ScheduleBody }) =>
      schedule
        ? api.patch<Schedule>(`${path}/${schedule.id}`, { ...body, version: schedule.version })
        : api.post<Schedule>(path, body),
    onSettled,
  });
  const remove = useMutation({ mutationFn: (id: string) => api.delete(`${path}/${id}`), onSettled });
  const run = useMutation({ mutationFn: (id: string) => api.post(`${path}/${id}:run`), onSettled });
  return { save, remove, run };
}

export const bodyOf = (schedule: Schedule): ScheduleBody => ({
  label: schedule.label,
  view: schedule.view,
  columns: schedule.columns,
  format: schedule.format,
  files: schedule.files,
  how: schedule.how,
  to: schedule.to.map((each) => each.id),
  keep_days: schedule.keep_days,
  cron: schedule.cron,
  active: schedule.active,
});
