import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { useLabel } from "@/lib/i18n";
import { useApps } from "@/lib/queries/apps";
import { SESSION } from "@/lib/queries/session";
import type { Policy, Provider, RoleChoice } from "./types";

const POLICY = ["sign-in-policy"] as const;
const PROVIDERS = ["identity-providers"] as const;

export function usePolicy() {
  return useQuery({
    queryKey: POLICY,
    queryFn: () => api.get<Policy & { choices: RoleChoice[] }>("/sign-in-policy"),
  });
}

export function useSavePolicy() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (policy: Policy) => api.put("/sign-in-policy", policy),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: POLICY }),
        // Who demands it may be the first who has to set it up.
        client.invalidateQueries({ queryKey: SESSION }),
      ]),
  });
}

/** Roles of all apps as choices, grouped by app. */
export function useRoleOptions() {
  const label = useLabel();
  const policy = usePolicy();
  const apps = useApps();
  const byApp = new Map<string, { value: string; label: string }[]>();
  for (const role of policy.data?.choices ?? [])
    byApp.set(role.app, [
      ...(byApp.get(role.app) ?? []),
      { value: `${role.app}:${role.key}`, label: label(role.label) || role.key },
    ]);
  return [...byApp].map(([key, options]) => ({
    label: label(apps.data?.find((app) => app.key === key)?.label) || key,
    options,
  }));
}

export function useProviders() {
  return useQuery({
    queryKey: PROVIDERS,
    queryFn: () => api.get<{ items: Provider[]; callback: string | null }>("/identity-providers"),
  });
}

export type ProviderValues = Omit<Provider, "id" | "version" | "people"> & { client_secret?: string };

export function useProviderActs() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: PROVIDERS });
  const save = useMutation({
    mutationFn: ({ provider, values }: { provider: Provider | null; values: ProviderValues }) =>
      provider
        ? api.patch(`/identity-providers/${provider.id}`, { ...values, version: provider.version })
        : api.post("/identity-providers", values),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: (id: string) => api.delete(`/identity-providers/${id}`),
    onSuccess,
  });
  const test = useMutation({
    mutationFn: (id: string) => api.post<{ ok: boolean; message: string }>(`/identity-providers/${id}:test`),
  });
  return { save, remove, test };
}
