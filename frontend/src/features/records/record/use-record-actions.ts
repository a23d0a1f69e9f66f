/** Copying the link, making a copy, deleting with a way back. */
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { isComputed } from "@/lib/form-runtime/computed";
import { api, newIdempotencyKey } from "@/lib/api";
import { valuesOf } from "@/lib/form-runtime/opening";
import type { Row } from "@/lib/form-runtime/paths";
import { renewFlows } from "@/lib/flow/queries";
import { usePendingWords } from "@/ui/flow/use-pending-words";
import { useToast, useUndoToast } from "@/ui/use-toast";
import { recordKey } from "../model/record-queries";
import type { ListedRuntime, RecordRow } from "../model/types";
import { recordsPath } from "../model/use-rows";
import { useRecordPlace } from "./place";

/** The values of a record as a new one may be sent: without what is computed, unique or not ours to write. */
export function copyOf(runtime: ListedRuntime, record: RecordRow, suffix: string): Record<string, unknown> {
  const { values } = valuesOf(runtime, record);
  const { fields, title } = runtime.definition;
  const copy: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values[field.key];
    if (isComputed(field) || runtime.fields[field.key] !== "write" || field.readonly) continue;
    if (value === null || value === undefined || field.unique) continue;
    if (field.type === "subform") {
      const plain = new Set(field.fields.filter((one) => !isComputed(one)).map((one) => one.key));
      copy[field.key] = (value as Row[]).map((row) =>
        Object.fromEntries(Object.entries(row).filter(([key]) => plain.has(key))),
      );
    } else
      copy[field.key] = field.key === title && field.type === "text" ? `${String(value)}${suffix}` : value;
  }
  return copy;
}

async function toClipboard(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Without https there is no clipboard API.
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

export function useRecordActions(record: RecordRow, title: string) {
  const { t } = useTranslation("records");
  const toast = useToast();
  const undoToast = useUndoToast();
  const words = usePendingWords();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { app, form, runtime, source, listPath, search } = useRecordPlace();
  const path = recordsPath(app, form);
  const copyLink = async () => {
    await toClipboard(`${window.location.origin}/apps/${app}/forms/${form}/records/${record.id}`);
    toast.done(t("record.link_copied"));
  };
  const duplicate = async () => {
    try {
      const values = copyOf(runtime, record, t("record.copy_suffix"));
      const made = await api.post<RecordRow>(path, values, { idempotencyKey: newIdempotencyKey() });
      source.refresh();
      toast.done(t("record.duplicated"));
      void navigate(`/apps/${app}/forms/${form}/records/${made.id}${search}`);
    } catch (error) {
      toast.failed(error);
    }
  };
  const remove = async () => {
    try {
      const answer = await api.delete<unknown>(`${path}/${record.id}`);
      if (words.tell(answer, runtime.definition.fields)) {
        await renewFlows(client);
        return;
      }
      void navigate(listPath);
      source.refresh();
      void client.invalidateQueries({
        queryKey: recordKey(app, form, record.id),
        refetchType: "none",
      });
      undoToast(t("record.deleted", { title }), async () => {
        await api.post(`${path}/${record.id}:restore`);
        source.refresh();
      });
    } catch (error) {
      toast.failed(error);
    }
  };
  return {
    copyLink,
    duplicate: runtime.ops.includes("create") ? duplicate : null,
    remove: record._can?.delete ? remove : null,
  };
}
