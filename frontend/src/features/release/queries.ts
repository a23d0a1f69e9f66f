/** An app as a whole: what is unpublished, its versions, and what putting one back would do. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { resultOf } from "@/lib/queries/jobs";
import type { Label } from "@/lib/types";
import type { Use } from "@/lib/uses";

/** What differs in one thing of the app; `app` and `roles` have no key. */
export interface Difference {
  kind: string;
  key: string | null;
  label: Label | null;
  op: "add" | "change" | "restore" | "remove";
  changes: string[];
}

export interface Item extends Difference {
  key: string;
  problems: string[];
  uses: Use[];
  tests: string[];
  lost: number;
  by: string | null;
  at: string;
}

/** What carrying it out would do. `direct`: changed since the last version, and in effect already. */
export interface Preview {
  items: Item[];
  settings: Difference[];
  direct: Difference[];
  missing: { kind: string; key: string }[];
  latest: number;
  state: string;
  lost: number;
  blocked: boolean;
}

export interface AppVersion {
  n: number;
  published_at: string;
  published_by: { id: string; name: string | null } | null;
  note: string | null;
}

export interface Order {
  state: string;
  note?: string;
  accept_losses?: boolean;
  accept_failing?: string[];
  leave_out?: string[];
}

const releaseKey = (app: string) => ["app-release", app];

export function useChanges(app: string, leaveOut: string[]) {
  return useQuery({
    queryKey: [...releaseKey(app), "changes", leaveOut],
    queryFn: () => {
      const query = new URLSearchParams(leaveOut.map((thing) => ["leave_out", thing])).toString();
      return api.get<Preview>(`/apps/${app}/changes${query && `?${query}`}`);
    },
    placeholderData: (before) => before,
    staleTime: 0,
  });
}

export function useAppVersions(app: string) {
  return useQuery({
    queryKey: [...releaseKey(app), "versions"],
    queryFn: async () => (await api.get<{ items: AppVersion[] }>(`/apps/${app}/versions`)).items,
  });
}

export function useDifferences(app: string, from: number, to: number) {
  return useQuery({
    queryKey: [...releaseKey(app), "diff", from, to],
    queryFn: async () =>
      (await api.get<{ items: Difference[] }>(`/apps/${app}/versions:diff`, { query: { from, to } })).items,
  });
}

export function useRollback(app: string, n: number) {
  return useQuery({
    queryKey: [...releaseKey(app), "rollback", n],
    queryFn: () => api.get<Preview>(`/apps/${app}/versions/${n}/rollback`),
    gcTime: 0,
    staleTime: 0,
  });
}

/** `n` null: the drafts become what people see; otherwise version `n` comes back. */
export function useCarryOut(app: string, n: number | null) {
  const client = useQueryClient();
  const act = n === null ? "changes:publish" : `versions/${n}:rollback`;
  return useMutation({
    mutationFn: async (order: Order) => {
      const { version, job } = await api.post<{ version: number; job?: string }>(
        `/apps/${app}/${act}`,
        order,
      );
      if (!job) return version; // large tables change in a job
      return (await resultOf<{ version: number }>(job)).version;
    },
    // Forms, flows, pages, roles: whatever is kept of the app may be another one now.
    onSettled: () => client.invalidateQueries(),
  });
}
