import { useQuery } from "@tanstack/react-query";
import { api, ApiProblem } from "../api";
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

/** Waits for a job. → its result; rejected with the words it failed with. */
export async function resultOf<Result>(id: string): Promise<Result> {
  for (;;) {
    const job = await api.get<Job<Result>>(`/jobs/${id}`);
    if (jobIsOver(job)) {
      if (job.result && job.state === "done") return job.result;
      throw new ApiProblem(500, "job_failed", job.message ?? "HTTP 500");
    }
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
}
