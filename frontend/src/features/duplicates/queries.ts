/** What the pages of duplicates ask the server. */
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { RecordRow } from "@/lib/records/types";
import type { MergeBody, Merged, Offered, PastMerge, Preview, Unmerged } from "./types";

export const door = (app: string, form: string) => `/apps/${app}/forms/${form}/records`;

export function useOffered(app: string, form: string) {
  return useQuery({
    queryKey: ["duplicate-keys", app, form],
    queryFn: () => api.get<Offered>(`${door(app, form)}:duplicate-keys`),
  });
}

/** Records side by side, in the order of `ids`. */
export function useCompared(
  app: string,
  form: string,
  ids: string[],
  needed: { fields: string[]; expand: string[] },
) {
  return useQuery({
    queryKey: ["duplicates-compare", app, form, ids, needed],
    queryFn: async () =>
      (await api.post<{ items: RecordRow[] }>(`${door(app, form)}:compare`, { ids, ...needed })).items,
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

export function usePreview(app: string, form: string, body: MergeBody | null) {
  return useQuery({
    queryKey: ["merge-preview", app, form, body],
    queryFn: () => api.post<Preview>(`${door(app, form)}:merge-preview`, body),
    enabled: body !== null,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

export function usePastMerges(app: string, form: string) {
  return useQuery({
    queryKey: ["merges", app, form],
    queryFn: async () => (await api.get<{ items: PastMerge[] }>(`${door(app, form)}:merges`)).items,
    staleTime: 0,
  });
}

/** Merging and taking back; every list of this app may show something else afterwards. */
export function useMerging(app: string, form: string) {
  const client = useQueryClient();
  const renew = () => client.invalidateQueries();
  return {
    merge: async (body: MergeBody) => {
      const done = await api.post<Merged>(`${door(app, form)}:merge`, body);
      await renew();
      return done;
    },
    unmerge: async (merge: string) => {
      const done = await api.post<Unmerged>(`${door(app, form)}:unmerge`, { merge });
      await renew();
      return done;
    },
    different: (ids: string[], different: boolean) =>
      api.post(`${door(app, form)}:different`, { ids, different }),
  };
}
