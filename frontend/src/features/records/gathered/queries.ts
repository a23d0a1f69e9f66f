/** What is gathered around a record. Everything of a record is asked again together (`gatheredKey`). */
import { keepPreviousData, useInfiniteQuery, useQueries, useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { prepareRuntime } from "@/lib/form-runtime/prepare";
import type { Moment, ToldProfile } from "@/lib/profile/types";
import { formRuntimeKey } from "@/lib/queries/form-runtime";
import { recordKey } from "../model/record-queries";
import type { ListedRuntime, RecordRow } from "../model/types";
import { recordsPath } from "../model/use-rows";
import { useRecordPlace } from "../record/place";

export const gatheredKey = (app: string, form: string, id: string) =>
  [...recordKey(app, form, id), "gathered"] as const;

function usePlace(id: string) {
  const { app, form } = useRecordPlace();
  return { app, path: `${recordsPath(app, form)}/${id}`, key: gatheredKey(app, form, id) };
}

export function useProfile(id: string, enabled: boolean) {
  const { path, key } = usePlace(id);
  return useQuery({
    queryKey: [...key, "profile"],
    queryFn: () => api.get<ToldProfile>(`${path}/profile`),
    enabled,
  });
}

export interface Page {
  items: RecordRow[];
  next: string | null;
}

export function useProfileList(id: string, list: string, fields: string[], expand: string[]) {
  const { path, key } = usePlace(id);
  return useInfiniteQuery({
    queryKey: [...key, "list", list, fields, expand],
    queryFn: ({ pageParam }) =>
      api.get<Page>(`${path}/profile/${list}`, {
        query: { fields, expand, limit: 10, cursor: pageParam || undefined },
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
}

export function useTimeline(id: string, kinds: string[] | null, search: string) {
  const { path, key } = usePlace(id);
  return useInfiniteQuery({
    queryKey: [...key, "timeline", kinds, search],
    queryFn: ({ pageParam }) =>
      api.get<{ items: Moment[]; next: string | null }>(`${path}/timeline`, {
        query: {
          kinds: kinds ?? undefined,
          search: search || undefined,
          cursor: pageParam || undefined,
        },
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** The forms that are gathered from, each asked for once. */
export function useRuntimes(forms: string[]): Map<string, ListedRuntime> {
  const { app } = useRecordPlace();
  const wanted = [...new Set(forms)];
  return useQueries({
    queries: wanted.map((form) => ({
      queryKey: formRuntimeKey(app, form),
      queryFn: async () => prepareRuntime(await api.get<ListedRuntime>(`/apps/${app}/forms/${form}`)),
      staleTime: 300_000,
    })),
    combine: (found) =>
      new Map(wanted.flatMap((form, at) => (found[at]?.data ? [[form, found[at].data] as const] : []))),
  });
}
