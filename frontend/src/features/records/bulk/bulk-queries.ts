/** What the page asks: the preview while one writes, the latest edits, and taking one back. */
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { api } from "@/lib/api";
import type { Job } from "@/lib/types";
import { useDebounced } from "@/lib/use-debounced";
import { recordKey } from "../model/record-queries";
import { recordsPath } from "../model/use-rows";
import type { Change, Edit, EditResult, LatestEdit, Preview, Scope } from "./bulk-model";

const RUNNING_MS = 1500;

export function usePreview(app: string, form: string, scope: Scope, changes: Change[] | null) {
  const asked = JSON.stringify(changes && { ...scope, changes });
  const rested = useDebounced(asked, 400);
  const query = useQuery({
    queryKey: ["edit-preview", app, form, rested],
    queryFn: ({ signal }) =>
      api.post<Preview>(`${recordsPath(app, form)}:edit-preview`, JSON.parse(rested) as Edit, { signal }),
    enabled: rested !== "null",
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  });
  return { ...query, current: rested === asked && !query.isPlaceholderData };
}

export function useLatestEdits(app: string, form: string) {
  return useQuery({
    queryKey: ["bulk-edits", app, form],
    queryFn: () => api.get<{ items: LatestEdit[] }>(`${recordsPath(app, form)}:edits`),
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.items.some((edit) => [edit, edit.undo].some((job) => job && isGoing(job)))
        ? RUNNING_MS
        : false,
  });
}

const isGoing = (job: Pick<Job, "state">): boolean => job.state === "queued" || job.state === "running";

/** Starting and taking back; the records that are on screen are asked for again when a job has ended. */
export function useEditing(app: string, form: string) {
  const client = useQueryClient();
  const renew = useCallback(async () => {
    await client.invalidateQueries({ queryKey: ["bulk-edits", app, form] });
    await client.invalidateQueries({ queryKey: recordKey(app, form) });
  }, [client, app, form]);
  const start = useCallback(
    (edit: Edit) => api.post<Job<EditResult>>(`${recordsPath(app, form)}:edit`, edit),
    [app, form],
  );
  const undo = useCallback(
    async (batch: string) => {
      const job = await api.post<Job<EditResult>>(`${recordsPath(app, form)}:undo`, { batch });
      await renew();
      return job;
    },
    [app, form, renew],
  );
  return { start, undo, renew };
}
