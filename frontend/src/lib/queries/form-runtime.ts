/** A form as one person may use it, ready for the live engine. */
import { useQuery } from "@tanstack/react-query";
import { api } from "../api";
import type { FormRuntime } from "../form-runtime/definition";
import { prepareRuntime } from "../form-runtime/prepare";

export const formRuntimeKey = (app: string, form: string) => ["form-runtime", app, form] as const;

export function useFormRuntime(app: string, form: string) {
  return useQuery({
    queryKey: formRuntimeKey(app, form),
    queryFn: async () => prepareRuntime(await api.get<FormRuntime>(`/apps/${app}/forms/${form}`)),
    enabled: app !== "" && form !== "",
    staleTime: 30_000,
  });
}
