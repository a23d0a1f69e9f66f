/** Changes of many records in one request; what the server refuses is told row by row. */
import { useQueryClient } from "@tanstack/react-query";
import { api, newIdempotencyKey, type FieldProblem } from "@/lib/api";
import { FLOW } from "@/lib/flow/queries";
import { useCallback } from "react";
import { recordKey } from "./record-queries";
import { recordsPath } from "./use-rows";

export interface BulkOperation {
  op: "update" | "delete";
  id: string;
  version?: number;
  values?: Record<string, unknown>;
}

interface BulkAnswer {
  results: {
    ok: boolean;
    /** The change waits for a flow. */
    held?: boolean;
    record?: { id: string; version: number };
    problem?: { detail?: string; title?: string; errors?: FieldProblem[] };
  }[];
}

export interface Refused {
  id: string;
  sentence: string;
}

interface BulkDone {
  done: string[];
  refused: Refused[];
  /** How many changes wait for a flow. */
  held: number;
}

const AT_A_TIME = 6;

/** Restores records one by one, some at a time: the bin has no bulk door. */
export async function restoreAll(app: string, form: string, ids: string[]): Promise<void> {
  const waiting = [...ids];
  const work = async () => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop())
      await api.post(`${recordsPath(app, form)}/${id}:restore`);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
}

export function useBulk(app: string, form: string) {
  const client = useQueryClient();
  const run = useCallback(
    async (operations: BulkOperation[]): Promise<BulkDone> => {
      const body = { operations, atomic: false };
      const options = { idempotencyKey: newIdempotencyKey() };
      const { results } = await api.post<BulkAnswer>(`${recordsPath(app, form)}:bulk`, body, options);
      const done: string[] = [];
      const refused: Refused[] = [];
      let held = 0;
      operations.forEach(({ id }, at) => {
        const result = results[at];
        if (result?.ok && result.held) held += 1;
        else if (result?.ok) done.push(id);
        else {
          const { errors = [], detail, title } = result?.problem ?? {};
          const sentence = errors.map((error) => error.message).join(" ") || detail || title || "";
          refused.push({ id, sentence });
        }
      });
      await client.invalidateQueries({ queryKey: recordKey(app, form) });
      if (held > 0) await client.invalidateQueries({ queryKey: FLOW });
      return { done, refused, held };
    },
    [app, form, client],
  );
  return { run };
}
