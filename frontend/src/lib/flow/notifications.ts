/** Messages to the signed-in person. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api";
import type { Page } from "../types";
import type { Notification } from "./types";

export const NOTIFICATIONS = ["notifications"] as const;

export function useUnread(): number {
  const { data } = useQuery({
    queryKey: [...NOTIFICATIONS, "count"],
    queryFn: () => api.get<{ unread: number }>("/me/notifications/count"),
  });
  return data?.unread ?? 0;
}

export type NotificationPage = Page<Notification> & { unread: number };

export function useNotifications(unread: boolean, limit = 30) {
  return useInfiniteQuery({
    queryKey: [...NOTIFICATIONS, "list", unread, limit],
    queryFn: ({ pageParam }) =>
      api.get<NotificationPage>("/me/notifications", {
        query: { unread: unread || undefined, limit, cursor: pageParam },
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
}

export function useNotificationActs() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: NOTIFICATIONS });
  const read = useMutation({
    mutationFn: (ids: string[] | "all") =>
      api.post<{ unread: number }>("/me/notifications:read", ids === "all" ? { all: true } : { ids }),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: (id: string) => api.delete(`/me/notifications/${id}`),
    onSuccess,
  });
  return { read, remove };
}

/** Where a message leads; null when it is only a message. */
export function linkOf(message: Notification): string | null {
  const { link } = message;
  if (!link) return null;
  if (link.task) return `/tasks/${link.task}`;
  if (link.app && link.draft) return `/apps/${link.app}/drafts/${link.draft}`;
  if (link.app && link.dashboard) return `/apps/${link.app}/dashboards/${link.dashboard}`;
  if (link.app && link.form && link.record)
    return `/apps/${link.app}/forms/${link.form}/records/${link.record}`;
  if (link.instance) return `/flow-instances/${link.instance}`;
  if (link.app && link.form) return `/apps/${link.app}/forms/${link.form}`;
  return link.app ? `/apps/${link.app}` : null;
}
