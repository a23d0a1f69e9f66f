/** Records of one part of a view (a column of a board, a month, the children of a node), page by page by keyset. */
import { useInfiniteQuery, useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import { api } from "@/lib/api";
import { recordKey } from "../../model/record-queries";
import type { PageAnswer } from "../../model/row-source";
import type { RecordRow } from "../../model/types";
import { recordsPath } from "../../model/use-rows";

export interface PartQuery {
  app: string;
  form: string;
  filters: (string | null | undefined)[];
  search: string;
  sort: string[];
  fields: string[];
  expand: string[];
  limit?: number;
}

type Pages = InfiniteData<PageAnswer, string | null>;

export const partsKey = (app: string, form: string) => [...recordKey(app, form), "parts"] as const;

/** Several conditions as one. */
export function both(...filters: (string | null | undefined)[]): string {
  const given = filters.filter((each): each is string => !!each && each.trim() !== "");
  return given.length <= 1 ? (given[0] ?? "") : given.map((each) => `(${each})`).join(" and ");
}

export function useParts(query: PartQuery, enabled = true) {
  const { app, form, filters, search, sort, fields, expand, limit = 50 } = query;
  const asked = { filter: both(...filters), search, sort, fields, expand, limit };
  const found = useInfiniteQuery({
    queryKey: [...partsKey(app, form), asked],
    enabled,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      api.get<PageAnswer>(recordsPath(app, form), { query: { ...asked, cursor: pageParam }, signal }),
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
  });
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.items) ?? [], [found.data]);
  return { ...found, rows };
}

/** All pages up to a bound, for views that need the whole at once; `more` says when something is left out. */
export function useAllParts(query: PartQuery, most: number, enabled = true) {
  const found = useParts({ ...query, limit: 500 }, enabled);
  const { hasNextPage, isFetching, fetchNextPage, rows } = found;
  const goesOn = hasNextPage && rows.length < most;
  useEffect(() => {
    if (goesOn && !isFetching) void fetchNextPage();
  }, [goesOn, isFetching, fetchNextPage]);
  return { ...found, loading: found.isPending || goesOn, more: hasNextPage && !goesOn };
}

/** Changes rows where they stand in all parts that hold them, before the server has answered. */
export function usePartsEditor(app: string, form: string) {
  const client = useQueryClient();
  const patch = useCallback(
    (id: string, values: Record<string, unknown>) =>
      client.setQueriesData<Partial<Pages>>({ queryKey: partsKey(app, form) }, (data) =>
        // Numbers of groups stand below the same key; only pages of records are changed in place.
        data?.pages?.some((page) => page.items.some((row) => row.id === id))
          ? {
              ...data,
              pages: data.pages.map((page) => ({
                ...page,
                items: page.items.map((row): RecordRow => (row.id === id ? { ...row, ...values } : row)),
              })),
            }
          : data,
      ),
    [client, app, form],
  );
  const renew = useCallback(
    () => client.invalidateQueries({ queryKey: partsKey(app, form) }),
    [client, app, form],
  );
  return { patch, renew };
}
