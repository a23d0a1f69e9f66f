import { useEffect, useMemo, useSyncExternalStore } from "react";
import { api } from "@/lib/api";
import { PAGE_SIZE, RowSource, type PageAnswer } from "./row-source";

const SHARED = "public/views/";
/** What stands for the app where a view is shown to strangers. */
export const sharedView = (token: string): string => SHARED + encodeURIComponent(token);

export interface RowQuery {
  app: string;
  form: string;
  filter: string;
  search: string;
  sort: string[];
  fields: string[];
  expand: string[];
  deleted?: boolean;
}

/** `app`: the key of an app, or the address of a view that was shared by link. */
export const recordsPath = (app: string, form: string): string =>
  app.startsWith(SHARED) ? `/${app}/records` : `/apps/${app}/forms/${form}/records`;

async function marksOf(key: string, every: number, signal: AbortSignal): Promise<string[]> {
  const { app, form, filter, search, sort } = JSON.parse(key) as RowQuery;
  const asked = { query: { filter, search, sort, every }, signal };
  return (await api.get<{ marks: string[] }>(`${recordsPath(app, form)}:marks`, asked)).marks;
}

/** Rows that answer a question, and again when the question changes. */
export function useRowSource(query: RowQuery): RowSource {
  const key = JSON.stringify(query);
  const source = useMemo(() => {
    const { app, form, filter, search, sort, fields, expand, deleted } = JSON.parse(key) as RowQuery;
    const asked = { filter, search, deleted: deleted || undefined };
    return new RowSource({
      page: (place, signal) =>
        api.get<PageAnswer>(recordsPath(app, form), {
          query: { ...asked, sort, fields, expand, limit: PAGE_SIZE, ...place },
          signal,
        }),
      count: async (signal) => {
        const query = { ...asked, fields: "id", limit: 1, count: true };
        const answer = await api.get<PageAnswer & { count: number }>(recordsPath(app, form), {
          query,
          signal,
        });
        return answer.count;
      },
      marks: app.startsWith(SHARED) || deleted ? undefined : (every, signal) => marksOf(key, every, signal),
    });
  }, [key]);
  useEffect(() => {
    source.ensure(0, 0);
    return () => source.stop();
  }, [source]);
  useSyncExternalStore(source.subscribe, source.getVersion);
  return source;
}
