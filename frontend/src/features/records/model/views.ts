/** Views of a form: those of its definition, then the saved ones; one when there is none. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ApiProblem } from "@/lib/api";
import { formRuntimeKey } from "@/lib/queries/form-runtime";
import type { Label } from "@/lib/types";
import {
  VIEW_TYPES,
  type GridView,
  type ListedRuntime,
  type SavedView,
  type ViewLook,
  type ViewSettings,
} from "./types";

type DefinedView = Partial<ViewSettings> & { key: string; label?: Label };

/** The view a form without views has. */
export const IMPLICIT = "all";

const LOOK = [
  "group_by",
  "lane",
  "groups",
  "totals",
  "limits",
  "collapsed",
  "date",
  "end",
  "progress",
  "depends",
  "scale",
  "cover",
  "fit",
  "parent",
  "location",
  "rows",
  "cols",
  "colors",
  "row_height",
  "locked",
] as const satisfies readonly (keyof ViewLook)[];

/** The settings of a view's document; a type that this page doesn't draw is shown as a grid. */
export function lookOf(view: Partial<ViewSettings>): ViewLook {
  const type = VIEW_TYPES.find((each) => each === view.type) ?? "grid";
  const kept = LOOK.filter((name) => view[name] !== undefined && view[name] !== null);
  return { type, ...Object.fromEntries(kept.map((name) => [name, view[name]])) };
}

/** Equal when the same would be stored. */
export const sameLook = (one: ViewLook, other: ViewLook): boolean =>
  JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));

const isNothing = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === false ||
  (typeof value === "object" && Object.keys(value).length === 0);
const ordered = (look: ViewLook): [string, unknown][] =>
  Object.entries(look)
    .filter(([, value]) => !isNothing(value))
    .sort(([one], [other]) => (one < other ? -1 : 1));

export function viewsOf(runtime: ListedRuntime, everything: string): GridView[] {
  const defined = ((runtime.definition.views ?? []) as DefinedView[]).map((view) => ({
    key: view.key,
    label: view.label ?? view.key,
    columns: view.columns ?? [],
    filter: view.filter ?? null,
    sort: view.sort ?? [],
    look: lookOf(view),
    saved: null,
  }));
  const first: GridView[] =
    defined.length > 0
      ? defined
      : [
          {
            key: IMPLICIT,
            label: everything,
            columns: [],
            filter: null,
            sort: ["-created_at"],
            look: { type: "grid" },
            saved: null,
          },
        ];
  const saved = (runtime.views ?? []).map((view) => ({
    key: view.id,
    label: view.label,
    columns: view.columns,
    filter: view.filter,
    sort: view.sort,
    look: lookOf(view),
    saved: view,
  }));
  return [...first, ...saved];
}

export interface ViewBody extends ViewSettings {
  label: string;
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
  // Conditions of colours are compiled by the server.
  const coloured = async (view: SavedView) => {
    if (view.colors) await client.invalidateQueries({ queryKey: formRuntimeKey(app, form) });
  };
  const create = useMutation({
    mutationFn: (body: ViewBody) => api.post<SavedView>(path, body),
    onSuccess: (view) => {
      put((views) => [...views, view]);
      return coloured(view);
    },
  });
  const change = useMutation({
    mutationFn: ({ id, version, ...body }: ViewBody & { id: string; version: number }) =>
      api.patch<SavedView>(`${path}/${id}`, { ...body, version }),
    onSuccess: (view) => {
      put((views) => views.map((each) => (each.id === view.id ? view : each)));
      return coloured(view);
    },
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
