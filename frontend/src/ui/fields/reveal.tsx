/** Which record is being looked at, for values that are asked for one by one; without it nothing can be revealed. */
import { createContext, useContext, useMemo, type ReactNode } from "react";
import { api } from "@/lib/api";

interface Place {
  fields: ReadonlySet<string>;
  ask: (field: string) => Promise<string | null>;
}

const Context = createContext<Place | null>(null);

interface Props {
  app: string;
  form: string;
  record: string;
  /** Encrypted fields the person may see whole in some record. */
  fields: readonly string[] | undefined;
  children: ReactNode;
}

export function RevealProvider({ app, form, record, fields, children }: Props) {
  const place = useMemo<Place>(
    () => ({
      fields: new Set(fields),
      ask: async (field) => {
        const path = `/apps/${app}/forms/${form}/records/${record}:reveal`;
        return (await api.post<{ value: string | null }>(path, { field })).value;
      },
    }),
    [app, form, record, fields],
  );
  return <Context.Provider value={place}>{children}</Context.Provider>;
}

/** Asks for the whole value of a field of the record at hand; null where that is not to be had. */
export function useReveal(field: string): (() => Promise<string | null>) | null {
  const place = useContext(Context);
  return place?.fields.has(field) ? () => place.ask(field) : null;
}
