/** Flows that begin with a message: what an alert can start. */
import { useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { Label } from "@/lib/types";

interface FlowCard {
  key: string;
  label: Label;
  trigger: string;
  deleted: boolean;
}
interface FlowDraft {
  definition: { trigger?: { on?: string; message?: string } };
}
export interface MessageFlow {
  key: string;
  label: Label;
  message: string;
}

async function messageFlows(app: string): Promise<MessageFlow[]> {
  const { items } = await api.get<{ items: FlowCard[] }>(`/apps/${app}/flows`);
  const waiting = items.filter((flow) => flow.trigger === "message" && !flow.deleted);
  return Promise.all(
    waiting.map(async ({ key, label }) => {
      const draft = await api.get<FlowDraft>(`/apps/${app}/flows/${key}/draft`);
      return { key, label, message: draft.definition.trigger?.message ?? "" };
    }),
  );
}

export function useMessageFlows(app: string): MessageFlow[] {
  const found = useQuery({
    queryKey: ["message-flows", app],
    queryFn: () => messageFlows(app),
    staleTime: 60_000,
  });
  return (found.data ?? []).filter((flow) => flow.message !== "");
}
