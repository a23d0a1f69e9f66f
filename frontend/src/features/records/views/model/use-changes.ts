/**
 * Changes made by dragging: shown at once, written through the one door with the version that was seen, taken back
 * when the server refuses, undone and redone.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ApiProblem } from "@/lib/api";
import { renewFlows } from "@/lib/flow/queries";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import { usePendingWords } from "@/ui/flow/use-pending-words";
import { useToast, useUndoToast } from "@/ui/use-toast";
import { recordKey } from "../../model/record-queries";
import type { RecordRow } from "../../model/types";
import { recordsPath } from "../../model/use-rows";
import { isTyping } from "../../use-page-keys";
import { usePartsEditor } from "./pages";

type Values = Record<string, unknown>;

interface Step {
  id: string;
  before: Values;
  after: Values;
}

export interface Changes {
  /** True once the record is written. `shown`: the values as cells show them (titles beside ids). */
  change: (row: RecordRow, values: Values, done: string, shown?: Values) => Promise<boolean>;
  /** Records that are being written now. */
  busy: ReadonlySet<string>;
}

const MOST_STEPS = 50;
const plain = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(plain)
    : value && typeof value === "object" && "id" in value && "title" in value
      ? value.id
      : (value ?? null);

export function useChanges(app: string, form: string, runtime: FormRuntime, onDone: () => void): Changes {
  const { t } = useTranslation("views");
  const client = useQueryClient();
  const toast = useToast();
  const undoToast = useUndoToast();
  const words = usePendingWords();
  const { patch, renew } = usePartsEditor(app, form);
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const steps = useRef<{ past: Step[]; future: Step[] }>({ past: [], future: [] });
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });

  const write = useCallback(
    async (id: string, version: number | undefined, values: Values): Promise<RecordRow | null> => {
      const path = `${recordsPath(app, form)}/${id}`;
      const seen =
        version ?? (await api.get<RecordRow>(path, { query: { fields: "id", can: false } })).version;
      const saved = await api.patch<RecordRow>(path, { ...values, version: seen });
      if (words.tell(saved, runtime.definition.fields)) {
        await renewFlows(client);
        return null;
      }
      return saved;
    },
    [app, form, client, runtime, words],
  );
  const after = useCallback(
    async (id: string) => {
      done.current();
      await Promise.all([renew(), client.invalidateQueries({ queryKey: recordKey(app, form, id) })]);
    },
    [app, form, client, renew],
  );
  const replay = useCallback(
    async (from: "past" | "future") => {
      const to = from === "past" ? "future" : "past";
      const step = steps.current[from].pop();
      if (!step) return;
      try {
        await write(step.id, undefined, from === "past" ? step.before : step.after);
        steps.current[to].push(step);
        toast.done(t(from === "past" ? "undone" : "redone"));
      } catch (error) {
        toast.failed(error);
      }
      await after(step.id);
    },
    [write, after, toast, t],
  );
  const change = useCallback(
    async (row: RecordRow, values: Values, sentence: string, shown: Values = {}) => {
      const before = Object.fromEntries(Object.keys(values).map((key) => [key, plain(row[key])]));
      const old = Object.fromEntries(Object.keys(values).map((key) => [key, row[key]]));
      setBusy((now) => new Set(now).add(row.id));
      patch(row.id, { ...values, ...shown });
      try {
        const saved = await write(row.id, row.version, values);
        if (saved) {
          patch(row.id, { version: saved.version });
          steps.current.past = [...steps.current.past, { id: row.id, before, after: values }].slice(
            -MOST_STEPS,
          );
          steps.current.future = [];
          undoToast(sentence, () => replay("past"));
        } else patch(row.id, old);
        return saved !== null;
      } catch (error) {
        patch(row.id, old);
        if (error instanceof ApiProblem && error.code === "version_conflict")
          toast.failed(new Error(t("conflict")));
        else toast.failed(error);
        return false;
      } finally {
        setBusy((now) => new Set([...now].filter((id) => id !== row.id)));
        await after(row.id);
      }
    },
    [write, patch, after, replay, toast, undoToast, t],
  );
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      void replay(key === "y" || event.shiftKey ? "future" : "past");
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [replay]);
  return useMemo(() => ({ change, busy }), [change, busy]);
}
