import { useQuery } from "@tanstack/react-query";
import { api } from "../api";
import type { Job } from "../types";

const OVER = new Set(["done", "failed", "cancelled"]);

export function jobIsOver(job: Job | undefined): boolean {
  return job !== undefined && OVER.has(job.state);
}

/** Follows a job until it is over. */
export function useJob<Result = unknown>(id: string | null) {
  return useQuery({
    queryKey: ["job", id],
    queryFn: () => api.get<Job<Result>>(`/jobs/${id}`),
    enabled: id !== null,
    staleTime: 0,
    refetchInterval: (query) => (jobIsOver(query.state.data) ? false : 700),
  });
}
