import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { Backups, Choice, Period, ServerSetting, SlowWork, Stuck } from "./types";

const RETENTION = ["retention"] as const;

export function useRetention() {
  return useQuery({
    queryKey: RETENTION,
    queryFn: async () => (await api.get<{ items: Period[] }>("/retention")).items,
  });
}

export function useSaveRetention() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (periods: Choice) => api.put("/retention", { periods }),
    onSuccess: () => client.invalidateQueries({ queryKey: RETENTION }),
  });
}

const STUCK = ["system", "stuck"] as const;
const SLOW = ["system", "slow"] as const;

export function useStuck() {
  return useQuery({
    queryKey: STUCK,
    queryFn: () => api.get<Stuck>("/system/stuck"),
    refetchInterval: 15_000,
  });
}

export function useJobActs() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: STUCK });
  const again = useMutation({
    mutationFn: (id: string) => api.post(`/system/jobs/${id}:again`),
    onSuccess,
  });
  const giveUp = useMutation({
    mutationFn: (id: string) => api.post(`/system/jobs/${id}:give-up`),
    onSuccess,
  });
  return { again, giveUp };
}

export function useSlow() {
  return useQuery({ queryKey: SLOW, queryFn: () => api.get<SlowWork>("/system/slow") });
}

export function useForgetSlow() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete("/system/slow"),
    onSuccess: () => client.invalidateQueries({ queryKey: SLOW }),
  });
}

const BACKUPS = ["system", "backups"] as const;

export function useBackups() {
  return useQuery({
    queryKey: BACKUPS,
    queryFn: () => api.get<Backups>("/system/backups"),
    refetchInterval: (query) => (query.state.data?.running ? 3_000 : false),
  });
}

export function useMakeBackup() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post<Backups>("/system/backups"),
    onSuccess: (found) => client.setQueryData(BACKUPS, found),
  });
}

export function useServerSettings() {
  return useQuery({
    queryKey: ["system", "settings"],
    queryFn: async () => (await api.get<{ items: ServerSetting[] }>("/system/settings")).items,
  });
}
