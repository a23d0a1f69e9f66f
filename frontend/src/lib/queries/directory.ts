import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../api";
import type { Directory } from "../types";

/** Names of people, departments and groups for pickers and chips. */
export function useDirectory(search = "", ids: readonly string[] = []) {
  const sorted = [...ids].sort();
  return useQuery({
    queryKey: ["directory", search, sorted],
    queryFn: () => api.get<Directory>("/directory", { query: { search, ids: sorted } }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}
