/** Record templates of a form: named values that a new record begins with. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api";
import type { Values } from "../form-runtime/engine-types";
import { temporaryRowId } from "../form-runtime/paths";

export interface RecordTemplate {
  id: string;
  label: string;
  shared: boolean;
  mine: boolean;
  /** How many of its fields are there for this person. */
  fields: number;
  version: number;
}

export interface WholeTemplate extends RecordTemplate {
  values: Values;
}

/** What could not come along, and why. */
export interface Left {
  field: string;
  label: string;
  reason: string;
}

export interface TemplateBody {
  label: string;
  shared: boolean;
  values?: Values;
  record?: string;
}

const pathOf = (app: string, form: string): string => `/apps/${app}/forms/${form}/record-templates`;
const keyOf = (app: string, form: string) => ["record-templates", app, form] as const;

export function useRecordTemplates(app: string, form: string, enabled = true) {
  return useQuery({
    queryKey: keyOf(app, form),
    queryFn: () => api.get<{ items: RecordTemplate[] }>(pathOf(app, form)),
    select: (page) => page.items,
    enabled,
    staleTime: 30_000,
  });
}

export function useRecordTemplate(app: string, form: string, id: string | null) {
  return useQuery({
    queryKey: [...keyOf(app, form), id],
    queryFn: () => api.get<WholeTemplate>(`${pathOf(app, form)}/${id}`),
    enabled: id !== null,
    gcTime: 0,
  });
}

/** What a new record begins with today: asked anew each time, for its formulas are computed then. */
export function useTemplateValues(app: string, form: string, id: string | null) {
  return useQuery({
    queryKey: [...keyOf(app, form), id, "values"],
    queryFn: async () => {
      const found = await api.get<{ values: Values; left: Left[] }>(`${pathOf(app, form)}/${id}/values`);
      return { ...found, values: withRowIds(found.values) };
    },
    enabled: id !== null,
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
}

/** Rows of subforms, and of those inside them, as new ones. */
export const withRowIds = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      Array.isArray(value) && value.length > 0 && value.every(isRow)
        ? value.map((row) => ({ ...withRowIds(row), id: temporaryRowId() }))
        : value,
    ]),
  );

const isRow = (each: unknown): each is Values =>
  typeof each === "object" && each !== null && !Array.isArray(each);

interface Saved {
  template: WholeTemplate;
  left: Left[];
}

export function useTemplateActs(app: string, form: string) {
  const client = useQueryClient();
  const path = pathOf(app, form);
  const renew = () => client.invalidateQueries({ queryKey: keyOf(app, form) });
  const save = useMutation({
    mutationFn: ({ template, body }: { template: RecordTemplate | null; body: TemplateBody }) =>
      template
        ? api.patch<Saved>(`${path}/${template.id}`, { ...body, version: template.version })
        : api.post<Saved>(path, body),
    onSettled: renew,
  });
  const remove = useMutation({
    mutationFn: (id: string) => api.delete(`${path}/${id}`),
    onSettled: renew,
  });
  const order = useMutation({
    mutationFn: (ids: string[]) => api.put<{ items: RecordTemplate[] }>(`${path}:order`, { ids }),
    onSuccess: (page) => client.setQueryData(keyOf(app, form), page),
    onError: () => void renew(),
  });
  return { save, remove, order };
}
