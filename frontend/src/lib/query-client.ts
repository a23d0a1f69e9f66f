import { QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "./api";

/** A refusal is final; only a missing answer or a server fault is asked again, twice. */
function retry(failures: number, error: Error): boolean {
  const again = !(error instanceof ApiProblem) || error.status === 0 || error.status >= 500;
  return again && failures < 2;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry, staleTime: 15_000, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});
