import { api } from "@/lib/api";
import type { Use } from "@/lib/uses";
import { useDesigner } from "./context";
import { draftPath } from "./use-draft";

/** Asks the server what uses a field, as the draft is at this moment. */
export function useAffected(): (key: string, subform?: string) => Promise<Use[]> {
  const { app, form, draft } = useDesigner();
  return async (key, subform) => {
    await draft.flush();
    const field = subform ? `${subform}.${key}` : key;
    const { items } = await api.get<{ items: Use[] }>(`${draftPath(app, form)}:affected`, {
      query: { field },
    });
    return items;
  };
}
