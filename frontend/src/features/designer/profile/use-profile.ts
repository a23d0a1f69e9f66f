/** The profile of the draft, the forms it can gather from, and how it is changed. */
import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "@/lib/api";
import type { FormDefinition, FormRuntime } from "@/lib/form-runtime/definition";
import { prepareRuntime } from "@/lib/form-runtime/prepare";
import type { Profile } from "@/lib/profile/types";
import { formRuntimeKey } from "@/lib/queries/form-runtime";
import { useDesigner } from "../model/context";
import { type Definitions, type Way, waysTo } from "./paths";

const EMPTY: Profile = {};

/** Every form of the app by key: this one as it is drafted, the others as published. */
export function useDefinitions(): Definitions {
  const { app, form, definition, forms } = useDesigner();
  const others = useMemo(
    () => forms.filter((card) => card.key !== form && card.version > 0).map((card) => card.key),
    [forms, form],
  );
  const found = useQueries({
    queries: others.map((key) => ({
      queryKey: formRuntimeKey(app, key),
      queryFn: async () => prepareRuntime(await api.get<FormRuntime>(`/apps/${app}/forms/${key}`)),
      staleTime: 300_000,
    })),
    combine: (answers) => answers.map((answer) => answer.data?.definition),
  });
  return useMemo(() => {
    const known = others.flatMap((key, at): [string, FormDefinition][] => {
      const other = found[at];
      return other ? [[key, other]] : [];
    });
    return new Map([[form, definition], ...known]);
  }, [form, definition, others, found]);
}

export function useProfileDraft() {
  const { definition, apply, form } = useDesigner();
  const forms = useDefinitions();
  const ways: Way[] = useMemo(() => waysTo(form, forms), [form, forms]);
  const profile = definition.profile ?? null;
  const change = (act: string, next: Partial<Profile>) =>
    apply(`profile:${act}`, (before) => ({
      ...before,
      profile: clean({ ...(before.profile ?? EMPTY), ...next }),
    }));
  const remove = () => apply("profile:remove", (before) => ({ ...before, profile: undefined }));
  const begin = (first: Profile) =>
    apply("profile:begin", (before) => ({ ...before, profile: clean(first) }));
  return { profile, forms, ways, change, remove, begin };
}

/** Parts that are empty are not kept. */
export function clean(profile: Profile): Profile {
  return Object.fromEntries(Object.entries(profile).filter(([, part]) => (part?.length ?? 0) > 0)) as Profile;
}

/** A key that is free: the form's own, else with a number behind. */
export function freeKey(wanted: string, taken: string[]): string {
  if (!taken.includes(wanted)) return wanted;
  let number = 2;
  while (taken.includes(`${wanted}_${number}`)) number += 1;
  return `${wanted}_${number}`;
}
