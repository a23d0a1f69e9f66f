/** One record being written: saving it, once, and what happens when somebody else has saved it meanwhile. */
import { useRef, useState } from "react";
import { api, ApiProblem, newIdempotencyKey } from "@/lib/api";
import type { Chosen } from "@/lib/flow/queries";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import type { EngineContext, Values } from "@/lib/form-runtime/engine-types";
import { problemText } from "@/lib/problem-text";
import type { FieldServices } from "@/ui/fields/services";
import { useLiveForm, type LiveForm } from "./use-live-form";

interface Input {
  app: string;
  form: string;
  runtime: FormRuntime;
  context: EngineContext;
  /** The stored record with plain ids (`valuesOf`); null for a new one. */
  record: Values | null;
  /** Values a new record starts with, over its defaults. */
  preset?: Values;
  draftKey: string;
  services: FieldServices;
  /** A new record that starts a flow (form link), with the people picked for its steps. */
  start?: { flow: string; chosen: Chosen };
}

export interface RecordFormState extends LiveForm {
  busy: boolean;
  /** What somebody else has saved meanwhile. */
  conflict: Values | null;
  setConflict: (conflict: Values | null) => void;
  /** The saved record, or null when something stands in the way. */
  save: (version?: number) => Promise<Values | null>;
}

export function useRecordForm({ app, form, start, ...input }: Input): RecordFormState {
  const { record } = input;
  const live = useLiveForm({ ...input, version: record ? Number(record.version ?? 0) : 0 });
  const [sending, setSending] = useState(false);
  const [conflict, setConflict] = useState<Values | null>(null);
  const attempt = useRef({ body: "", key: "" });
  const busy = live.waiting || sending;

  const send = (payload: Values, version: number): Promise<Values> => {
    const path = `/apps/${app}/forms/${form}/records`;
    if (record) return api.patch<Values>(`${path}/${String(record.id)}`, { ...payload, version });
    const body = JSON.stringify([payload, start]);
    // The same content sent twice (a lost answer, a double click) makes one record.
    if (attempt.current.body !== body) attempt.current = { body, key: newIdempotencyKey() };
    const options = { idempotencyKey: attempt.current.key };
    if (!start) return api.post<Values>(path, payload, options);
    const question = { values: payload, chosen: start.chosen };
    return api
      .post<{ record: Values }>(`/apps/${app}/flows/${start.flow}:start`, question, options)
      .then((answer) => answer.record);
  };
  const save = async (version = live.version): Promise<Values | null> => {
    const payload = await live.ready();
    if (!payload) return null;
    setSending(true);
    try {
      const saved = await send(payload, version);
      live.settle();
      setConflict(null);
      return saved;
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 409 && error.current)
        setConflict(error.current as Values);
      else if (!live.refuse(error)) live.tell(problemText(error));
      return null;
    } finally {
      setSending(false);
    }
  };
  return {
    ...live,
    busy,
    unsaved: () => live.unsaved() && !sending,
    conflict,
    setConflict,
    save,
    startOver: () => {
      attempt.current = { body: "", key: "" };
      setConflict(null);
      live.startOver();
    },
  };
}
