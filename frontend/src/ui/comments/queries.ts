/** Comments of whatever they stand beside: read, written, resolved. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { FileRef } from "@/ui/fields/services";
import type { Named } from "./mention-text";
import { useCommentPlace, type CommentPlace } from "./place";

export interface Who {
  id: string;
  name: string | null;
}

export interface Comment {
  id: string;
  reply_to: string | null;
  /** Of a draft's comment: the field, step or tile it speaks of. */
  anchor?: string | null;
  text: string;
  people: Record<string, string | null>;
  files: FileRef[];
  by: Who;
  at: string;
  edited_at: string | null;
  deleted: boolean;
  resolved: { by: Who; at: string } | null;
  mine: boolean;
}

export function useComments({ path, key }: CommentPlace) {
  return useQuery({
    queryKey: [...key, "comments"],
    queryFn: () => api.get<{ items: Comment[] }>(`${path}/comments`),
    select: (page) => page.items,
  });
}

export interface Said {
  text: string;
  files: string[];
}

export function useCommentActs() {
  const { path, key, files } = useCommentPlace();
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: key });
  const body = (said: Said & { reply_to?: string; anchor?: string }) =>
    files ? said : { ...said, files: undefined };
  return {
    add: useMutation({
      mutationFn: (said: Said & { reply_to?: string; anchor?: string }) =>
        api.post(`${path}/comments`, body(said)),
      onSuccess,
    }),
    change: useMutation({
      mutationFn: ({ comment, ...said }: Said & { comment: string }) =>
        api.patch(`${path}/comments/${comment}`, body(said)),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (comment: string) => api.delete(`${path}/comments/${comment}`),
      onSuccess,
    }),
    resolve: useMutation({
      mutationFn: ({ comment, resolved }: { comment: string; resolved: boolean }) =>
        api.post(`${path}/comments/${comment}:${resolved ? "resolve" : "reopen"}`),
      onSuccess,
    }),
  };
}

export interface Mentionable extends Named {
  department: string | null;
}

export function useMentionable(search: string | null) {
  const { path, key } = useCommentPlace();
  return useQuery({
    queryKey: [...key, "mentionable", search],
    queryFn: () => api.get<{ items: Mentionable[] }>(`${path}/mentionable`, { query: { search } }),
    select: (page) => page.items,
    enabled: search !== null,
    placeholderData: (before) => before,
    staleTime: 60_000,
  });
}
