import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { Choice, Period } from "./types";

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
