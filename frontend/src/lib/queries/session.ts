import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, ApiProblem } from "../api";
import { changeLocale } from "../i18n";
import type { Locale, Me, Person } from "../types";

export const SESSION = ["session"] as const;

/** Who is signed in; null when nobody is. */
export async function fetchMe(): Promise<Me | null> {
  try {
    const me = await api.get<Me>("/session");
    await changeLocale(me.person.locale);
    return me;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return null;
    throw error;
  }
}

export function useSession() {
  return useQuery({ queryKey: SESSION, queryFn: fetchMe, staleTime: 60_000 });
}

/** The signed-in person. Only below the guard of the shell, where there is one. */
export function useMe(): Person {
  const { data } = useSession();
  if (!data) throw new Error("useMe outside the signed-in part of the page");
  return data.person;
}

/** The person's time zone; for strangers the browser's own. */
export function useZone(): string {
  // Known or not: a stranger's page doesn't ask who they are.
  const { data } = useQuery({ queryKey: SESSION, queryFn: fetchMe, enabled: false });
  return data?.person.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete("/session"),
    onSuccess: () => {
      client.clear();
      client.setQueryData(SESSION, null);
    },
  });
}

export type MePatch = Partial<Pick<Person, "name" | "phone" | "locale" | "timezone">>;

/** The server's answer becomes the page's: an older answer still under way must not undo it. */
export function usePatchMe() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (patch: MePatch) => api.patch<Me>("/me", patch),
    onSuccess: async (me) => {
      await client.cancelQueries({ queryKey: SESSION });
      client.setQueryData(SESSION, me);
      await changeLocale(me.person.locale);
    },
  });
}

/** Keeps the choice with the person, then shows it: a page left right after the switch has not lost it. */
export function useSwitchLocale() {
  const client = useQueryClient();
  const patch = usePatchMe();
  return async (locale: Locale) => {
    if (client.getQueryData(SESSION)) await patch.mutateAsync({ locale });
    else await changeLocale(locale);
  };
}
