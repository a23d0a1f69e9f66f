import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { SpecialDay, WorkCalendar } from "./types";

const CALENDARS = ["calendars"] as const;

export function useCalendars() {
  return useQuery({
    queryKey: CALENDARS,
    queryFn: () => api.get<{ items: WorkCalendar[] }>("/calendars"),
    staleTime: 30_000,
    select: (page) => page.items,
  });
}

export type CalendarInput = Omit<WorkCalendar, "key" | "version" | "is_default"> & Partial<WorkCalendar>;

export function useCalendarActs() {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: CALENDARS });
  return {
    save: useMutation({
      mutationFn: ({ key, version, is_default, ...body }: CalendarInput) =>
        key === undefined
          ? api.post<WorkCalendar>("/calendars", { ...body, is_default: is_default ?? false })
          : api.put<WorkCalendar>(`/calendars/${key}`, { ...body, is_default: is_default ?? false, version }),
      onSuccess: refresh,
    }),
    remove: useMutation({ mutationFn: (key: string) => api.delete(`/calendars/${key}`), onSuccess: refresh }),
  };
}

export const proposeHolidays = (year: number) =>
  api.get<{ holidays: SpecialDay[]; workdays: SpecialDay[] }>("/calendars/holidays", { query: { year } });
