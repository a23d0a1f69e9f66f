/** Views of a form: those of its definition, then the saved ones; one when there is none. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ApiProblem } from "@/lib/api";
import { formRuntimeKey } from "@/lib/queries/form-runtime";
import type { Label } from "@/lib/types";
import type { ColumnSpec, GridView, ListedRuntime, SavedView } from "./types";

interface DefinedView {
  key: string;
  label?: Label;
  type?: string;
  columns?: ColumnSpec[];
  filter?: string | null;
  sort?: string[];
}

/** The view a form without views has. */
export const IMPLICIT = "all";

export function viewsOf(runtime: ListedRuntime, everything: string): GridView[] {
  const defined = ((runtime.definition.views ?? []) as DefinedView[])
    .filter((view) => (view.type ?? "grid") === "grid")
    .map((view) => ({
      key: view.key,
      label: view.label ?? view.key,
      columns: view.columns ?? [],
      filter: view.filter ?? null,
      sort: view.sort ?? [],
      saved: null,
    }));
  const first =
    defined.length > 0
      ? defined
      : [{ key: IMPLICIT, label: everything, columns: [], filter: null, sort: ["-created_at"], saved: null }];
  const saved = (runtime.views ?? []).map((view) => ({ ...view, key: view.id, saved: view }));
  return [...first, ...saved];
}

export interface ViewBody {
  label: string;
  columns: ColumnSpec[];
  filter: string | null;
  sort: string[];
  shared: boolean;
}

/** Saving, changing and deleting views; the list stands in the form's runtime and is kept right there. */
export function useViewChanges(app: string, form: string) {
  const client = useQueryClient();
  const path = `/apps/${app}/forms/${form}/views`;
  const put = (change: (views: SavedView[]) => SavedView[]) =>
    client.setQueryData<ListedRuntime>(formRuntimeKey(app, form), (before) =>
      before ? { ...before, views: change(before.views ?? []) } : before,
    );
  const create = useMutation({
    mutationFn: (body: ViewBody) => api.post<SavedView>(path, { type: "grid", ...body }),
    onSuccess: (view) => put((views) => [...views, view]),
  });
  const change = useMutation({
    mutationFn: ({ id, version, ...body }: ViewBody & { id: string; version: number }) =>
      api.patch<SavedView>(`${path}/${id}`, { type: "grid", ...body, version }),
    onSuccess: (view) => put((views) => views.map((each) => (each.id === view.id ? view : each))),
    onError: async (error) => {
      if (error instanceof ApiProblem && error.status === 409)
        await client.invalidateQueries({ queryKey: formRuntimeKey(app, form) });
    },
  });
  const remove = useMutation({
    mutationFn: (id: string) => api.delete(`${path}/${id}`),
    onSuccess: (_, id) => put((views) => views.filter((view) => view.id !== id)),
  });
  return { create, change, remove };
}
