/** A list as a file: at once, or as a job with progress when it is long. */
import { Checkbox, Modal, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, apiUrl } from "@/lib/api";
import type { Job } from "@/lib/types";
import { JobProgress } from "@/ui/job-progress";
import { useToast } from "@/ui/use-toast";
import { recordsPath } from "../model/use-rows";
import { fileNameOf, saveBlob } from "@/lib/save-file";
import styles from "./tools.module.css";

export interface ExportQuestion {
  app: string;
  form: string;
  filter: string;
  search: string;
  sort: string[];
  /** Columns in sight, in their order. */
  columns: string[];
  /** Whether the form has fields that hold files. */
  files: boolean;
}

interface Result {
  file: { id: string };
  /** Texts that a cell of a workbook had no room for. */
  cut?: number;
}

const FORMATS = ["xlsx", "csv", "json", "jsonl"] as const;
type Format = (typeof FORMATS)[number];

interface Props {
  question: ExportQuestion;
  /** Selected rows; none offers only the whole list. */
  ids: string[];
  count: number | null;
  open: boolean;
  onClose: () => void;
}

export function ExportDialog({ question, ids, count, open, onClose }: Props) {
  const { t } = useTranslation("records");
  const toast = useToast();
  const [format, setFormat] = useState<Format>("xlsx");
  const [scope, setScope] = useState<"view" | "selected">(ids.length > 0 ? "selected" : "view");
  const [everything, setEverything] = useState(false);
  const [files, setFiles] = useState(false);
  const [busy, setBusy] = useState(false);
  const [job, setJob] = useState<string | null>(null);
  const start = async () => {
    setBusy(true);
    const { app, form, filter, search, sort, columns } = question;
    const chosen = scope === "selected";
    const body = {
      format,
      files,
      sort: sort.join(",") || null,
      fields: everything ? null : columns.join(","),
      ...(chosen ? { ids } : { filter: filter || null, search: search || null }),
    };
    try {
      const answer = await api.raw("POST", `${recordsPath(app, form)}:export`, body);
      if (answer.status === 202) setJob(((await answer.json()) as Job).id);
      else {
        warn(Number(answer.headers.get("Dougong-Cut-Cells") ?? 0));
        saveBlob(await answer.blob(), fileNameOf(answer) ?? `${form}.${format}`);
        onClose();
      }
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  const warn = (cut: number) => {
    if (cut > 0) toast.warned(t("export.cut", { count: cut }));
  };
  const finished = (result: Result | null) => {
    if (!result) return;
    warn(result.cut ?? 0);
    window.location.assign(apiUrl(`/files/${result.file.id}`));
    setJob(null);
    onClose();
  };
  return (
    <Modal
      open={open}
      title={t("export.title")}
      okText={t("export.start")}
      cancelText={t("action.cancel")}
      confirmLoading={busy}
      okButtonProps={{ disabled: job !== null }}
      onOk={() => void start()}
      onCancel={onClose}
      width={440}
    >
      {job ? (
        <JobProgress<Result>
          id={job}
          title={t("export.running")}
          cancellable
          onDone={(done) => finished(done.result)}
        />
      ) : (
        <div className={styles.choices}>
          <Radio.Group
            aria-label={t("export.scope")}
            className={styles.radios}
            value={scope}
            onChange={(event) => setScope(event.target.value as "view" | "selected")}
            options={[
              {
                value: "view",
                label: count === null ? t("export.view") : t("export.view_count", { count }),
              },
              ...(ids.length > 0
                ? [{ value: "selected", label: t("export.selected", { count: ids.length }) }]
                : []),
            ]}
          />
          <Checkbox checked={everything} onChange={(event) => setEverything(event.target.checked)}>
            {t("export.everything")}
          </Checkbox>
          {question.files && (
            <Checkbox checked={files} onChange={(event) => setFiles(event.target.checked)}>
              {t("export.files")}
            </Checkbox>
          )}
          <Radio.Group
            aria-label={t("export.format")}
            value={format}
            optionType="button"
            onChange={(event) => setFormat(event.target.value as Format)}
            options={FORMATS.map((value) => ({ value, label: t(`export.${value}`) }))}
          />
          <p className={styles.hint}>{t(`export.about.${format}`)}</p>
        </div>
      )}
    </Modal>
  );
}
