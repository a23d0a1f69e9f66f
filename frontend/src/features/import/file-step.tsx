/** The file: dropped or chosen, sent, looked into by the server. */
import { Upload as Drop } from "antd";
import { FileSpreadsheet, LoaderCircle } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { ErrorState } from "@/ui/error-state";
import styles from "./import.module.css";
import type { Upload } from "./types";

export function FileStep({ app, onUpload }: { app: string; onUpload: (upload: Upload) => void }) {
  const { t } = useTranslation("import");
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const send = async (file: File) => {
    setBusy(file.name);
    setError(null);
    try {
      onUpload(await api.upload<Upload>(`/apps/${app}/imports`, { file }));
    } catch (problem) {
      setError(problem);
      setBusy(null);
    }
  };
  // A table copied from Excel, WPS or a web page is taken like a file: lines, with tabs between the cells.
  const onPaste = useEffectEvent((event: ClipboardEvent) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (busy !== null || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    void send(new File([text], `${t("file.pasted")}.tsv`, { type: "text/tab-separated-values" }));
  });
  useEffect(() => {
    const listen = (event: ClipboardEvent) => onPaste(event);
    document.addEventListener("paste", listen);
    return () => document.removeEventListener("paste", listen);
  }, []);
  return (
    <div className={styles.drop}>
      <Drop.Dragger
        accept=".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt,.json,.jsonl,.ndjson"
        maxCount={1}
        showUploadList={false}
        disabled={busy !== null}
        beforeUpload={(file) => {
          void send(file);
          return false;
        }}
      >
        <p className={styles.dropIcon}>
          {busy ? (
            <LoaderCircle size={32} aria-hidden className={styles.turning} />
          ) : (
            <FileSpreadsheet size={32} aria-hidden />
          )}
        </p>
        <p className={styles.dropTitle} role="status">
          {busy ? t("file.reading", { name: busy }) : t("file.drop")}
        </p>
        <p className={styles.faint}>{t("file.hint")}</p>
        <p className={styles.faint}>{t("file.paste")}</p>
      </Drop.Dragger>
      {error !== null && <ErrorState error={error} compact />}
    </div>
  );
}
