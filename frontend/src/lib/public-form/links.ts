/** Public links of a form, for its designers (docs/public-forms.md). */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, apiUrl } from "../api";
import type { Values } from "../form-runtime/engine-types";
import type { Label } from "../types";

export type FieldMode = "ask" | "locked" | "hidden";
export interface LinkField {
  field: string;
  mode: FieldMode;
  required: boolean;
  columns: string[] | null;
}
export interface Choosable {
  filter: string | null;
  ids: string[] | null;
  title: string | null;
}
export interface LinkPage {
  label: Label;
  fields: string[];
  when: string | null;
}
export const SIGNAL_WORDS = [
  "name",
  "page",
  "title",
  "referrer",
  "source",
  "visitor",
  "session",
  "id",
  "at",
  "seconds",
  "props",
] as const;
/** `words`: the field that keeps each word of the script for web pages. */
export interface Signals {
  sites: string[];
  words: Record<string, string>;
}
export interface LinkSettings {
  title: Label;
  intro: Label;
  fields: LinkField[];
  choices: Record<string, Choosable>;
  pages: LinkPage[];
  channels: { parameter: string; field: string }[];
  who: "anyone" | "signed_in" | "recipients";
  once: boolean;
  opens_at: string | null;
  closes_at: string | null;
  quota: number | null;
  edit_days: number;
  drafts: boolean;
  owner: string | null;
  timezone: string;
  frames: string[];
  theme: { color: string | null; background: string | null; logo: string | null; cover: string | null };
  thanks: { title: Label; text: Label; button: Label; url: string };
  closed_text: Label;
  /** Not null: the link takes events and is no form to fill in (docs/signals.md). */
  signals: Signals | null;
}
export interface LinkBody {
  /** What flows and packages call it; made of the label when left out. */
  key?: string;
  label: string;
  active: boolean;
  /** Null keeps the one there is, "" takes it away. */
  password: string | null;
  settings: LinkSettings;
}
export interface FormLink extends Omit<LinkBody, "password"> {
  id: string;
  key: string;
  has_password: boolean;
  url: string;
  answers: number;
  views: number;
  version: number;
  created_at: string;
  warnings: Label[];
}
export interface Recipient {
  id: string;
  label: string;
  url: string;
  used_at: string | null;
}
export interface Day {
  day: string;
  views: number;
  answers: number;
}

const path = (app: string, form: string): string => `/apps/${app}/forms/${form}/links`;
const keyOf = (app: string, form: string) => ["form-links", app, form] as const;

export const codeUrl = (app: string, form: string, link: string, kind: "svg" | "png"): string =>
  apiUrl(`${path(app, form)}/${link}/code.${kind}`);

export function useFormLinks(app: string, form: string, on: boolean) {
  return useQuery({
    queryKey: keyOf(app, form),
    queryFn: () => api.get<{ items: FormLink[] }>(path(app, form)),
    select: (page) => page.items,
    enabled: on,
  });
}

export function useFormLinkActs(app: string, form: string) {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: keyOf(app, form) });
  return {
    save: useMutation({
      mutationFn: ({ id, version, body }: { id: string | null; version: number; body: LinkBody }) =>
        id
          ? api.put<FormLink>(`${path(app, form)}/${id}`, { ...body, version })
          : api.post<FormLink>(path(app, form), body),
      onSuccess,
    }),
    remove: useMutation({ mutationFn: (id: string) => api.delete(`${path(app, form)}/${id}`), onSuccess }),
  };
}

export function useStatistics(app: string, form: string, link: string) {
  return useQuery({
    queryKey: [...keyOf(app, form), link, "statistics"],
    queryFn: () => api.get<{ days: Day[] }>(`${path(app, form)}/${link}/statistics`),
    select: (page) => page.days,
  });
}

export function useRecipients(app: string, form: string, link: string) {
  const client = useQueryClient();
  const queryKey = [...keyOf(app, form), link, "recipients"];
  const base = `${path(app, form)}/${link}/recipients`;
  const onSuccess = () => client.invalidateQueries({ queryKey });
  return {
    list: useQuery({
      queryKey,
      queryFn: () => api.get<{ items: Recipient[] }>(base),
      select: (page) => page.items,
    }),
    add: useMutation({ mutationFn: (labels: string[]) => api.post(base, { labels }), onSuccess }),
    remove: useMutation({ mutationFn: (id: string) => api.delete(`${base}/${id}`), onSuccess }),
  };
}

export const signPrefill = (app: string, form: string, link: string, values: Values) =>
  api.post<{ url: string }>(`${path(app, form)}/${link}:prefill`, { values });
