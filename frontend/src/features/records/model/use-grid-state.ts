/** What is looked at: a view, and what the person has changed in it (in the address, so that it can be sent on). */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { Field } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { columnsOf, frozenFirst, listFields, standardColumns } from "@/lib/records/columns";
import { useKept, readKept } from "@/lib/kept";
import type { Column, ColumnSpec, Density, GridView, ListedRuntime, ViewLook } from "./types";
import { lookOf, sameLook, viewsOf } from "./views";

export interface GridState {
  views: GridView[];
  view: GridView;
  fields: Field[];
  byKey: Map<string, Field>;
  specs: ColumnSpec[];
  columns: Column[];
  /** Its type and what belongs to it. */
  look: ViewLook;
  filter: string;
  sort: string[];
  search: string;
  density: Density;
  /** Something differs from the view as it is stored. */
  changed: boolean;
  defaultView: string | null;
  setView: (key: string) => void;
  setFilter: (filter: string) => void;
  setSort: (sort: string[]) => void;
  setSearch: (search: string) => void;
  setColumns: (specs: ColumnSpec[]) => void;
  setLook: (change: Partial<ViewLook>) => void;
  setDensity: (density: Density) => void;
  setDefaultView: (key: string | null) => void;
  /** Back to the view as it is stored. */
  reset: () => void;
}

const bare = (specs: ColumnSpec[]): string =>
  JSON.stringify(specs.map((spec) => [spec.field, spec.width ?? null, spec.frozen ?? null]));

export function useGridState(app: string, form: string, runtime: ListedRuntime): GridState {
  const { t } = useTranslation("records");
  const label = useLabel();
  const [params, setParams] = useSearchParams();
  const place = `dougong.grid.${app}.${form}`;
  const [defaultView, setDefaultView] = useKept<string | null>(`${place}.default`, null);
  const views = useMemo(() => viewsOf(runtime, t("view.everything")), [runtime, t]);
  const wanted = params.get("view") ?? defaultView;
  const view = views.find((each) => each.key === wanted) ?? views[0]!;
  const fields = useMemo(() => listFields(runtime.definition, (key) => t(`system.${key}`)), [runtime, t]);
  const byKey = useMemo(() => new Map(fields.map((field) => [field.key, field])), [fields]);
  const [own, setOwn] = useKept<ColumnSpec[] | null>(`${place}.columns.${view.key}`, null);
  const stored = useMemo(
    () => (view.columns.length > 0 ? view.columns : standardColumns(runtime.definition, fields)),
    [view, runtime, fields],
  );
  const [ownLook, setOwnLook] = useKept<ViewLook | null>(`${place}.look.${view.key}`, null);
  const look = ownLook ?? view.look;
  const specs = own ?? stored;
  const columns = useMemo(
    () => frozenFirst(columnsOf(specs, fields, (field) => label(field.label))),
    [specs, fields, label],
  );
  const filter = params.get("filter") ?? view.filter ?? "";
  const sortText = params.get("sort");
  const sort = sortText === null ? view.sort : sortText.split(",").filter(Boolean);

  const setLook = (part: Partial<ViewLook>) => {
    const next = lookOf({ ...look, ...part });
    setOwnLook(sameLook(next, view.look) ? null : next);
  };
  const change = (changes: Record<string, string | null>) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [key, value] of Object.entries(changes))
          if (value === null) next.delete(key);
          else next.set(key, value);
        return next;
      },
      { replace: true },
    );
  return {
    views,
    view,
    fields,
    byKey,
    specs,
    columns,
    look,
    filter,
    sort,
    search: params.get("q") ?? "",
    density: look.row_height ?? "normal",
    changed:
      filter !== (view.filter ?? "") ||
      sort.join() !== view.sort.join() ||
      bare(specs) !== bare(stored) ||
      !sameLook(look, view.look),
    defaultView,
    setView: (key) => {
      const kept = readKept<string | null>(`${place}.default`, null);
      const first = key === (kept ?? views[0]?.key);
      change({ view: first ? null : key, filter: null, sort: null });
    },
    setFilter: (next) => change({ filter: next === (view.filter ?? "") ? null : next }),
    setSort: (next) => change({ sort: next.join() === view.sort.join() ? null : next.join() }),
    setSearch: (next) => change({ q: next === "" ? null : next }),
    setColumns: (next) => setOwn(bare(next) === bare(stored) ? null : next),
    setLook,
    setDensity: (next) =>
      setLook({ row_height: next === (view.look.row_height ?? "normal") ? view.look.row_height : next }),
    setDefaultView,
    reset: () => {
      setOwn(null);
      setOwnLook(null);
      change({ filter: null, sort: null });
    },
  };
}
