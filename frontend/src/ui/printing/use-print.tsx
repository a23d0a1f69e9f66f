/** Prints records with a template: a file at once, or a job with its progress when there are many. */
import { App, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, apiUrl } from "@/lib/api";
import { fileNameOf, saveBlob } from "@/lib/save-file";
import type { Job } from "@/lib/types";
import { later } from "../later";
import { useToast } from "../use-toast";

interface Result {
  file: { id: string };
}

const JobProgress = later(async () => (await import("../job-progress")).JobProgress<Result>);

export function usePrint(app: string, form: string) {
  const { t } = useTranslation("prints");
  const toast = useToast();
  const { message } = App.useApp();
  const [job, setJob] = useState<string | null>(null);
  const print = async (
    ids: string[],
    template: string,
    more: { start?: number; copies?: number } = {},
  ): Promise<void> => {
    const wait = message.loading(t("making"), 0);
    try {
      const path = `/apps/${app}/forms/${form}/records:print`;
      const answer = await api.raw("POST", path, { ids, template, ...more });
      if (answer.status === 202) setJob(((await answer.json()) as Job).id);
      else saveBlob(await answer.blob(), fileNameOf(answer) ?? `${form}.pdf`);
    } catch (error) {
      toast.failed(error);
    } finally {
      wait();
    }
  };
  const dialog = (
    <Modal open={job !== null} title={t("print")} footer={null} width={440} onCancel={() => setJob(null)}>
      {job && (
        <JobProgress
          id={job}
          title={t("making")}
          cancellable
          onDone={(done) => {
            if (done.result) window.location.assign(apiUrl(`/files/${done.result.file.id}`));
            setJob(null);
          }}
        />
      )}
    </Modal>
  );
  return { print, dialog };
}
