/** Designing together: a draft as those see it who were asked to look, and who they are. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./api";
import type { Label } from "./types";

export type DraftKind = "form" | "flow" | "dashboard" | "page";

export interface SharedDraft {
  app: { key: string; label: Label };
  kind: DraftKind;
  key: string;
  label: Label;
  definition: Record<string, unknown>;
  revision: number;
  version: number;
  can_design: boolean;
  guests: { id: string; name: string | null }[];
}

export const draftPath = (app: string, kind: DraftKind, key: string): string =>
  `/apps/${app}/drafts/${kind}/${key}`;
export const draftKey = (app: string, kind: DraftKind, key: string) => ["draft", app, kind, key] as const;

export function useSharedDraft(app: string, kind: DraftKind, key: string, enabled = true) {
  return useQuery({
    queryKey: [...draftKey(app, kind, key), "shared"],
    queryFn: () => api.get<SharedDraft>(draftPath(app, kind, key)),
    enabled,
    retry: false,
  });
}

export function useGuestActs(app: string, kind: DraftKind, key: string) {
  const client = useQueryClient();
  const path = `${draftPath(app, kind, key)}/guests`;
  const onSuccess = () => client.invalidateQueries({ queryKey: draftKey(app, kind, key) });
  return {
    invite: useMutation({ mutationFn: (people: string[]) => api.post(path, { people }), onSuccess }),
    uninvite: useMutation({ mutationFn: (person: string) => api.delete(`${path}/${person}`), onSuccess }),
  };
}
