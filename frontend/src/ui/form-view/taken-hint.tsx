/** While somebody types what must be unique: whether another record has it, said at its field before it is sent. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, type FieldProblem } from "@/lib/api";
import type { FormEngine } from "@/lib/form-runtime/engine";
import type { Values } from "@/lib/form-runtime/engine-types";
import { placeRefusals } from "@/lib/form-runtime/server-issues";
import { askedOf } from "@/lib/form-runtime/unique";
import { useDebounced } from "@/lib/use-debounced";
import { useOfForm } from "./engine-context";

/** Asked when the typing rests; the server limits how often. */
const REST_MS = 600;
const NOTHING = "{}";

interface Props {
  app: string;
  form: string;
  engine: FormEngine;
  /** The record that is being changed: it takes nothing from itself. */
  id?: string;
}

export function TakenHint({ app, form, engine, id }: Props) {
  const typed = useOfForm(engine, () => JSON.stringify(askedOf(engine)));
  const rested = useDebounced(typed, REST_MS);
  const { data } = useQuery({
    queryKey: ["taken", app, form, id, rested],
    queryFn: async () => {
      const values = JSON.parse(rested) as Values;
      const path = `/apps/${app}/forms/${form}/records:taken`;
      return (await api.post<{ taken: FieldProblem[] }>(path, { values, id })).taken;
    },
    enabled: rested !== NOTHING,
    retry: false,
    gcTime: 0,
  });
  useEffect(() => {
    // An answer that comes after the next key is about something else.
    if (data?.length && JSON.stringify(askedOf(engine)) === rested)
      engine.setServerIssues(placeRefusals(engine, data).placed, true);
  }, [data, engine, rested]);
  return null;
}
