/** One record, its past, and the forms whose records point to it. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { Field } from "@/lib/form-runtime/definition";
import { useApp } from "@/lib/queries/apps";
import { formRuntimeKey } from "@/lib/queries/form-runtime";
import { prepareRuntime } from "@/lib/form-runtime/prepare";
import { isMany } from "@/lib/records/columns";
import type { ListedRuntime, RecordRow } from "./types";
import { recordsPath } from "./use-rows";

export const recordKey = (app: string, form: string, id?: string) =>
  id === undefined ? (["record", app, form] as const) : (["record", app, form, id] as const);

export function useRecord(app: string, form: string, id: string) {
  return useQuery({
    queryKey: recordKey(app, form, id),
    queryFn: () => api.get<RecordRow>(`${recordsPath(app, form)}/${id}`, { query: { expand: "*" } }),
  });
}

export interface HistoryChange {
  field: string;
  label: string;
  before: unknown;
  after: unknown;
}

export interface HistoryEntry {
  seq: number;
  version: number;
  at: string;
  by: { id: string; name: string | null } | null;
  op: "create" | "update" | "delete" | "restore" | "recompute";
  door: "ui" | "api" | "bulk" | "import" | "system" | "flow" | "undo" | "revert" | "merge" | "public";
  changes: HistoryChange[];
}

export function useHistory(app: string, form: string, id: string, version: number) {
  return useQuery({
    queryKey: [...recordKey(app, form, id), "history", version],
    queryFn: () => api.get<{ items: HistoryEntry[] }>(`${recordsPath(app, form)}/${id}/history`),
    select: (page) => page.items,
  });
}

export interface Relation {
  form: string;
  field: Field;
  runtime: ListedRuntime;
}

/** Forms of the app that link to this one; every link field is a relation of its own. A profile gathers them better. */
export function useRelations(app: string, form: string, wanted = true): Relation[] {
  const { data } = useApp(app);
  const forms = (data?.forms ?? []).filter(
    (card) => wanted && !card.deleted && card.version > 0 && card.ops.includes("read"),
  );
  const runtimes = useQueries({
    queries: forms.map((card) => ({
      queryKey: formRuntimeKey(app, card.key),
      queryFn: async () => prepareRuntime(await api.get<ListedRuntime>(`/apps/${app}/forms/${card.key}`)),
      staleTime: 300_000,
    })),
  });
  return forms.flatMap((card, at) => {
    const runtime = runtimes[at]?.data;
    if (!runtime) return [];
    return runtime.definition.fields
      .filter((field) => field.type === "link" && field.form === form)
      .map((field) => ({ form: card.key, field, runtime }));
  });
}

export interface RelatedPage {
  items: RecordRow[];
  next: string | null;
  count: number;
}

/** The first records of a relation, and how many there are. */
export function useRelated(app: string, relation: Relation, id: string, fields: string[], expand: string[]) {
  const { form, field } = relation;
  const filter = isMany(field) ? `'${id}' in ${field.key}` : `${field.key} = '${id}'`;
  return useQuery({
    queryKey: [...recordKey(app, form), "related", field.key, id],
    queryFn: () =>
      api.get<RelatedPage>(recordsPath(app, form), {
        query: { filter, fields, expand, limit: 10, count: true, sort: "-created_at" },
      }),
  });
}
