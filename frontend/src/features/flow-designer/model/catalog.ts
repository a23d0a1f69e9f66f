/** What a flow can name: forms and their fields, roles, people, other flows, connections, calendars. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "@/lib/api";
import { nodesOf, type FlowDefinition } from "@/lib/flow-design/definition";
import type { Field, FormDefinition } from "@/lib/form-runtime/definition";
import { useApp } from "@/lib/queries/apps";
import { useDirectory } from "@/lib/queries/directory";
import type { App, FormCard, Label, Role } from "@/lib/types";
import type { FlowCard } from "./types";

export interface Named {
  key: string;
  label: Label;
  kind?: string;
}

/** The form as published, or as drafted while it isn't: designers may see it whatever they may read. */
async function formOf(app: string, form: string, version: number): Promise<FormDefinition> {
  const path = `/apps/${app}/forms/${form}`;
  const from = version > 0 ? `${path}/versions/${version}` : `${path}/draft`;
  return (await api.get<{ definition: FormDefinition }>(from)).definition;
}

type Loaded = [path: string, definition: FormDefinition];

const thoseLoaded = (queries: { data: Loaded | undefined }[]): Loaded[] =>
  queries.flatMap(({ data }) => (data ? [data] : []));

/** `app/form` → its definition, of all that a flow reads, writes or comes to by a link. */
function useForms(own: App | undefined, keys: [string, string][]): Map<string, FormDefinition> {
  const loaded = useQueries({
    queries: keys.map(([app, form]) => {
      const version = app === own?.key ? (own.forms.find((card) => card.key === form)?.version ?? 0) : null;
      return {
        queryKey: ["design-form", app, form, version],
        queryFn: async (): Promise<Loaded> => [
          `${app}/${form}`,
          await formOf(
            app,
            form,
            version ??
              (await api.get<App>(`/apps/${app}`)).forms.find((card) => card.key === form)?.version ??
              0,
          ),
        ],
        enabled: own !== undefined,
        staleTime: 60_000,
        retry: false,
      };
    }),
    combine: thoseLoaded,
  });
  return useMemo(() => new Map(loaded), [loaded]);
}

const linksOf = (fields: Field[]): string[] =>
  fields.flatMap((field) => (field.type === "link" ? [field.form] : []));

/** The forms that the settings of an analysis name, at any depth. */
function formsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(formsIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    key === "form" && typeof one === "string" ? [one] : formsIn(one),
  );
}

function formsNamed(app: string, flow: FlowDefinition): [string, string][] {
  const found = new Map<string, [string, string]>();
  const add = (of: string | null | undefined, form: string | null | undefined): void => {
    if (form) found.set(`${of ?? app}/${form}`, [of ?? app, form]);
  };
  add(app, flow.form);
  for (const node of nodesOf(flow))
    if (node.type === "create" || node.type === "update" || node.type === "find") add(node.app, node.form);
    else if (node.type === "analyse")
      [node.subject, ...formsIn(node.analysis)].forEach((form) => add(app, form));
    else if (node.type === "address") add(app, node.form);
  return [...found.values()];
}

/** All ids of people, departments and groups that a definition names. */
function idsIn(value: unknown, found: Set<string> = new Set()): Set<string> {
  if (Array.isArray(value)) value.forEach((one) => idsIn(one, found));
  else if (typeof value === "object" && value !== null)
    for (const [key, one] of Object.entries(value)) {
      if (typeof one === "string" && ["person", "department", "group"].includes(key)) found.add(one);
      else if (key === "weights") Object.keys(one as object).forEach((id) => found.add(id));
      else idsIn(one, found);
    }
  return found;
}

export interface Catalog {
  app: App | undefined;
  /** Forms of the app that are there and published. */
  forms: FormCard[];
  definition(form: string, app?: string | null): FormDefinition | undefined;
  roles: Role[];
  flows: FlowCard[];
  connections: Named[];
  calendars: Named[];
  /** id → name of people, departments, groups. */
  names: ReadonlyMap<string, string>;
}

const list = <T>(key: readonly unknown[], path: string) => ({
  queryKey: key,
  queryFn: () => api.get<{ items: T[] }>(path),
  staleTime: 30_000,
  retry: false,
});

export const flowsKey = (app: string) => ["flows", app] as const;

export function useCatalog(app: string, flow: FlowDefinition): Catalog {
  const own = useApp(app).data;
  const named = formsNamed(app, flow);
  const first = useForms(own, named);
  const linked = [...first].flatMap(([path, form]): [string, string][] => {
    const of = path.split("/")[0]!;
    return linksOf(form.fields).map((key) => [of, key]);
  });
  const all = new Map([...named, ...linked].map((pair) => [pair.join("/"), pair]));
  const forms = useForms(own, [...all.values()]);
  const roles = useQuery({
    queryKey: ["roles", app],
    queryFn: () => api.get<{ roles: Role[]; grants: never[]; revision: number }>(`/apps/${app}/roles`),
    retry: false,
  });
  const flows = useQuery(list<FlowCard>(flowsKey(app), `/apps/${app}/flows`));
  const connections = useQuery(list<Named>(["connections", app], `/apps/${app}/connections`));
  const calendars = useQuery(list<Named>(["calendars"], "/calendars"));
  const ids = useMemo(() => [...idsIn(flow)].sort(), [flow]);
  const directory = useDirectory("", ids);
  return useMemo(
    () => ({
      app: own,
      forms: (own?.forms ?? []).filter((card) => !card.deleted),
      definition: (form, of) => forms.get(`${of ?? app}/${form}`),
      roles: roles.data?.roles ?? [],
      flows: (flows.data?.items ?? []).filter((card) => !card.deleted),
      connections: connections.data?.items ?? [],
      calendars: calendars.data?.items ?? [],
      names: new Map(
        [
          ...(directory.data?.people ?? []),
          ...(directory.data?.departments ?? []),
          ...(directory.data?.groups ?? []),
        ].map((one) => [one.id, one.name]),
      ),
    }),
    [app, own, forms, roles.data, flows.data, connections.data, calendars.data, directory.data],
  );
}
