/** Copying the link, making a copy, deleting with a way back. */
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api } from "@/lib/api";
import { renewFlows } from "@/lib/flow/queries";
import { usePendingWords } from "@/ui/flow/use-pending-words";
import { useToast, useUndoToast } from "@/ui/use-toast";
import { recordKey } from "../model/record-queries";
import type { RecordRow } from "../model/types";
import { recordsPath } from "../model/use-rows";
import { useRecordPlace } from "./place";

interface Copied {
  record: RecordRow;
  left: { field: string; label: string; reason: string }[];
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
      const { record: made, left } = await api.post<Copied>(`${path}/${record.id}:copy`, {});
      source.refresh();
      const names = left.map((each) => each.label).join(t("record.and"));
      toast.done(names ? t("record.duplicated_but", { names }) : t("record.duplicated"));
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
