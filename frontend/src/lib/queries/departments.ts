import { useQuery } from "@tanstack/react-query";
import { api } from "../api";
import type { Department } from "../types";

export const DEPARTMENTS = ["departments"] as const;

/** All departments, siblings in their order. */
export function useDepartments() {
  return useQuery({
    queryKey: DEPARTMENTS,
    queryFn: () => api.get<{ items: Department[] }>("/departments"),
    select: (page) =>
      [...page.items].sort((a, b) => a.position - b.position || a.name.localeCompare(b.name, "zh-Hans-CN")),
    staleTime: 60_000,
  });
}
