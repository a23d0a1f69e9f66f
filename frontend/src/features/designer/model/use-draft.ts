/** The form's draft on the server and the one on the screen. */
import { useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";
import * as draft from "@/lib/draft/use-draft";
import type { FormDefinition } from "@/lib/form-runtime/definition";
import type { Draft } from "./types";

export const draftPath = (app: string, form: string): string => `/apps/${app}/forms/${form}/draft`;
const draftQueryKey = (app: string, form: string) => ["form-draft", app, form] as const;

export function useLoadDraft(app: string, form: string) {
  return useQuery({
    queryKey: draftQueryKey(app, form),
    queryFn: () => api.get<Draft>(draftPath(app, form)),
    // What is on the screen is newer than what the server has; nothing may replace it behind our back.
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

export const useDraft = (app: string, form: string, loaded: Draft) =>
  draft.useDraft<FormDefinition, Draft>(draftPath(app, form), draftQueryKey(app, form), loaded);

export type DraftState = draft.DraftState<FormDefinition, Draft>;
