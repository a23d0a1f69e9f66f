/** Comments, activity, followers and reminders of one record. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { CommentPlace } from "@/ui/comments/place";
import type { Comment, Who } from "@/ui/comments/queries";
import { recordKey, type HistoryEntry } from "../model/record-queries";
import { recordsPath } from "../model/use-rows";
import { useRecordPlace } from "../record/place";

export interface FlowStep {
  at: string;
  by: Who | null;
  text: string;
  comment: string | null;
  flow: string;
  instance: string;
}

export interface LockStep {
  id: string;
  at: string;
  by: Who;
  locked: boolean;
  note: string;
}

export type Line =
  | ({ kind: "change" } & HistoryEntry)
  | ({ kind: "comment" } & Comment)
  | ({ kind: "lock" } & LockStep)
  | ({ kind: "flow" } & FlowStep);

export interface Reminder {
  id: string;
  by: Who;
  people: Who[];
  note: string;
  at: string | null;
  field: { key: string; label: string } | null;
  days: number;
  time: string | null;
  next_at: string | null;
  told_at: string | null;
  mine: boolean;
}

export interface NewReminder {
  at?: string;
  field?: string;
  days?: number;
  time?: string;
  people?: string[];
  note?: string;
}

export const aroundKey = (app: string, form: string, id: string) =>
  [...recordKey(app, form, id), "around"] as const;

/** Where a record's comments stand, for `CommentPlaceProvider`. */
export function useCommentsOf(id: string): CommentPlace {
  const { path, key } = usePath(id);
  return { path, key, files: true };
}

function usePath(id: string) {
  const { app, form } = useRecordPlace();
  return { path: `${recordsPath(app, form)}/${id}`, key: aroundKey(app, form, id) };
}

export function useActivity(id: string) {
  const { path, key } = usePath(id);
  return useInfiniteQuery({
    queryKey: [...key, "activity"],
    queryFn: ({ pageParam }) =>
      api.get<{ items: Line[]; next: string | null }>(`${path}/activity`, { query: { cursor: pageParam } }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
}

export interface Followers {
  following: boolean;
  items: Who[];
}

export function useFollowers(id: string) {
  const { path, key } = usePath(id);
  return useQuery({
    queryKey: [...key, "followers"],
    queryFn: () => api.get<Followers>(`${path}/followers`),
  });
}

export function useFollow(id: string) {
  const { path, key } = usePath(id);
  const client = useQueryClient();
  return useMutation({
    mutationFn: (following: boolean) => api.put<Followers>(`${path}/followers/me`, { following }),
    onSuccess: (found) => client.setQueryData([...key, "followers"], found),
  });
}

export function useReminders(id: string, enabled: boolean) {
  const { path, key } = usePath(id);
  return useQuery({
    queryKey: [...key, "reminders"],
    queryFn: () => api.get<{ items: Reminder[] }>(`${path}/reminders`),
    select: (page) => page.items,
    enabled,
  });
}

export function useReminderActs(id: string) {
  const { path, key } = usePath(id);
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: [...key, "reminders"] });
  return {
    add: useMutation({ mutationFn: (body: NewReminder) => api.post(`${path}/reminders`, body), onSuccess }),
    remove: useMutation({
      mutationFn: (reminder: string) => api.delete(`${path}/reminders/${reminder}`),
      onSuccess,
    }),
  };
}
