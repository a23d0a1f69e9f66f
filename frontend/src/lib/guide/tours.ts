/** Guided tours of an app: what the server tells of them, and where their stops are. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api";
import type { Label, Op } from "../types";

export interface Where {
  form?: string;
  view?: string;
  new?: boolean;
  dashboard?: string;
  page?: string;
  route?: "home" | "tasks" | "messages" | "me";
}
export interface TourStep {
  key: string;
  title: Label;
  text?: Label;
  where?: Where;
  target?: string;
}
export interface ChecklistItem {
  key: string;
  label: Label;
  text?: Label;
  where?: Where;
  fact: { did: string; form?: string; dashboard?: string; page?: string };
  done: boolean;
}
export type TourStatus = "new" | "open" | "skipped" | "done";
export interface Tour {
  key: string;
  label: Label;
  text?: Label;
  icon?: string | null;
  steps: TourStep[];
  checklist: ChecklistItem[];
  status: TourStatus;
  step: number;
  closed: boolean;
}
export interface Tours {
  items: Tour[];
  /** The one to begin with on a first visit. */
  offered: string | null;
}

const toursKey = (app: string) => ["tours", app] as const;

export function useTours(app: string) {
  return useQuery({
    queryKey: toursKey(app),
    queryFn: () => api.get<Tours>(`/apps/${app}/tours`),
    enabled: app !== "",
    staleTime: 60_000,
    retry: false,
  });
}

interface Progress {
  tour: string;
  status: Exclude<TourStatus, "new">;
  step: number;
  closed?: boolean;
}

/** Notes how far the person is; the page shows it at once. */
export function useTourProgress(app: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ tour, ...body }: Progress) => api.put(`/apps/${app}/tours/${tour}/progress`, body),
    onMutate: ({ tour, status, step, closed = false }) =>
      client.setQueryData<Tours>(toursKey(app), (known) =>
        known
          ? {
              offered: null,
              items: known.items.map((one) => (one.key === tour ? { ...one, status, step, closed } : one)),
            }
          : known,
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: toursKey(app) }),
  });
}

/** Notes that something was opened that a checklist asks for. */
export function useSight(app: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (seen: { kind: string; key: string }) => api.post(`/apps/${app}/sights`, seen),
    onSuccess: () => client.invalidateQueries({ queryKey: toursKey(app) }),
  });
}

const ROUTES = { home: "/", tasks: "/tasks", messages: "/messages", me: "/me" } as const;

/** The address of a stop; null: it is told wherever the person is. */
export function pathOfWhere(app: string, where: Where | undefined): string | null {
  if (!where) return null;
  if (where.route) return where.route === "home" ? `/apps/${app}` : ROUTES[where.route];
  if (where.dashboard) return `/apps/${app}/dashboards/${where.dashboard}`;
  if (where.page) return `/apps/${app}/pages/${where.page}`;
  const form = `/apps/${app}/forms/${where.form}`;
  if (where.new) return `${form}/new`;
  return where.view ? `${form}?view=${encodeURIComponent(where.view)}` : form;
}

/** How many items of the tours' checklists are done. */
export function countOf(tours: Tour[]): { done: number; all: number } {
  const items = tours.filter((tour) => !tour.closed).flatMap((tour) => tour.checklist);
  return { done: items.filter((item) => item.done).length, all: items.length };
}

// -- the help page -------------------------------------------------------------------------------------------------
export interface HelpForm {
  key: string;
  label: Label;
  icon?: string | null;
  description?: Label | null;
  may: Partial<Record<Op, string>>;
}
export interface HelpField {
  key: string;
  type: string;
  label: Label;
  help: Label | null;
  required: boolean;
  computed: boolean;
  right: "read" | "write";
}
export interface AppHelp {
  label: Label;
  description: Label | null;
  roles: Label[];
  forms: HelpForm[];
}

export function useAppHelp(app: string) {
  return useQuery({
    queryKey: ["help", app],
    queryFn: () => api.get<AppHelp>(`/apps/${app}/help`),
    enabled: app !== "",
  });
}

export function useFormHelp(app: string, form: string) {
  return useQuery({
    queryKey: ["help", app, form],
    queryFn: () => api.get<HelpForm & { fields: HelpField[] }>(`/apps/${app}/help/${form}`),
    enabled: app !== "" && form !== "",
    retry: false,
  });
}
