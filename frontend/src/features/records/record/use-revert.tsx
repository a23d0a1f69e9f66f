/** Bringing back an earlier state of a record, and saying what could not be brought back. */
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { useToast } from "@/ui/use-toast";
import { recordKey } from "../model/record-queries";
import type { RecordRow } from "../model/types";
import { recordsPath } from "../model/use-rows";
import { useRecordPlace } from "./place";

interface Named {
  field: string;
  label: string;
}

interface Reverted {
  record: RecordRow | null;
  restored: Named[];
  kept: (Named & { reason: string })[];
}

export interface Wish {
  seq: number;
  before?: boolean;
  fields?: string[];
}

export function useRevert(record: RecordRow): (wish: Wish) => Promise<void> {
  const { t } = useTranslation("records");
  const { modal } = App.useApp();
  const toast = useToast();
  const client = useQueryClient();
  const { app, form, source } = useRecordPlace();
  return async (wish) => {
    try {
      const path = `${recordsPath(app, form)}/${record.id}:revert`;
      const done = await api.post<Reverted>(path, { ...wish, version: record.version });
      await client.invalidateQueries({ queryKey: recordKey(app, form, record.id) });
      if (source.indexOf(record.id) >= 0) source.refresh();
      const restored = done.restored.map((one) => one.label).join(t("revert.comma"));
      if (done.kept.length === 0) {
        toast.done(restored ? t("revert.done", { fields: restored }) : t("revert.nothing"));
        return;
      }
      modal.info({
        title: restored ? t("revert.done", { fields: restored }) : t("revert.nothing"),
        content: (
          <>
            <p>{t("revert.kept")}</p>
            <ul>
              {done.kept.map((one) => (
                <li key={one.field}>
                  <strong>{one.label}</strong> {one.reason}
                </li>
              ))}
            </ul>
          </>
        ),
        okText: t("revert.ok"),
      });
    } catch (error) {
      toast.failed(error);
    }
  };
}
