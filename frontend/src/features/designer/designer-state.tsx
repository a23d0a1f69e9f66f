/** Brings the designer's state together for all its parts. */
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState, type ReactNode } from "react";
import { useSearchParams } from "react-router";
import { api } from "@/lib/api";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import type { FormCard, Page } from "@/lib/types";
import { FieldServicesProvider } from "@/ui/fields/services";
import { useFormSurroundings } from "@/ui/form-view/use-form-surroundings";
import { DesignerProvider, TABS, topicsOf, type Designer, type DesignerTab } from "./model/context";
import { subformOf } from "./model/edit";
import { keysOf } from "./model/keys";
import type { Draft, Selection } from "./model/types";
import { useDraft } from "./model/use-draft";

interface Props {
  app: string;
  form: string;
  loaded: Draft;
  children: ReactNode;
}

export function DesignerState({ app, form, loaded, children }: Props) {
  const draft = useDraft(app, form, loaded);
  const { definition, server } = draft;
  const [selection, select] = useState<Selection>(null);
  const [search] = useSearchParams();
  const asked = TABS.find((each) => each === search.get("tab"));
  const [tab, setTab] = useState<DesignerTab>(asked ?? "fields");
  const forms = useQuery({
    queryKey: ["forms", app],
    queryFn: () => api.get<Page<FormCard>>(`/apps/${app}/forms`),
  });
  const version = server.published_version ?? 0;
  const published = useQuery({
    queryKey: ["published-form", app, form, version],
    queryFn: async () => (await api.get<FormRuntime>(`/apps/${app}/forms/${form}`)).definition,
    enabled: version > 0,
    retry: false,
  });
  const publishedKeys = useMemo(
    // A form that is published but not readable here keeps all its keys: too careful beats a lost column.
    () => new Set(topicsOf((published.data ?? (version > 0 ? loaded.definition : { fields: [] })).fields)),
    [published.data, version, loaded.definition],
  );
  const { services } = useFormSurroundings(app, form, definition.fields);
  const designer = useMemo<Designer>(
    () => ({
      app,
      form,
      definition,
      draft,
      selection,
      select,
      apply: draft.apply,
      tab,
      setTab,
      forms: (forms.data?.items ?? []).filter((card) => !card.deleted),
      published: published.data ?? null,
      publishedKeys,
      usedKeys: (subform) => {
        const own = subform ? (subformOf(definition, subform)?.fields ?? []) : definition.fields;
        const gone = server.tombstones.map((stone) => stone.key);
        const prefix = subform ? `${subform}.` : "";
        const kept = [...publishedKeys, ...gone]
          .filter((key) => key.startsWith(prefix))
          .map((key) => key.slice(prefix.length));
        return [...keysOf(own), ...kept];
      },
    }),
    [
      app,
      form,
      definition,
      draft,
      selection,
      tab,
      forms.data,
      published.data,
      publishedKeys,
      server.tombstones,
    ],
  );
  return (
    <FieldServicesProvider value={services}>
      <DesignerProvider value={designer}>{children}</DesignerProvider>
    </FieldServicesProvider>
  );
}
