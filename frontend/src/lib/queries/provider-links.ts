import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";

export interface ProviderLink {
  id: string;
  provider: string;
  /** Who the person is there. */
  subject: string;
  /** Whether the provider is switched on. */
  active: boolean;
  created_at: string;
  used_at: string;
}

/** `path`: one's own, or those of a person. */
export function useProviderLinks(path: string) {
  return useQuery({
    queryKey: ["provider-links", path],
    queryFn: () => api.get<{ items: ProviderLink[] }>(path),
    select: (page) => page.items,
  });
}

export function useUnlinkProvider(path: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`${path}/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ["provider-links", path] }),
  });
}
