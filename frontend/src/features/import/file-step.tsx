/** The file: dropped, chosen or a pasted table; sent, looked into by the server. */
import { Segmented, Upload as Drop } from "antd";
import { ClipboardPaste, FileSpreadsheet, LoaderCircle } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { api } from "@/lib/api";
import { clipboardText, gapOfTable, tableFile, tableOf } from "@/lib/pasted-table";
import { ErrorState } from "@/ui/error-state";
import { PasteTable } from "@/ui/paste-table/paste-table";
import styles from "./import.module.css";
import type { Upload } from "./types";

type Way = "file" | "paste";

export function FileStep({ app, onUpload }: { app: string; onUpload: (upload: Upload) => void }) {
  const { t } = useTranslation("import");
  const [search, setSearch] = useSearchParams();
  const way: Way = search.get("way") === "paste" ? "paste" : "file";
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
  // A table copied from Excel, WPS or a web page is taken like a file; the box for pasting has its own paste.
  const onPaste = useEffectEvent((event: ClipboardEvent) => {
    if (busy !== null || way === "paste" || !event.clipboardData) return;
    const text = clipboardText(event.clipboardData) ?? event.clipboardData.getData("text/plain");
    const cells = tableOf(text);
    if (gapOfTable(text, cells) !== null) return;
    event.preventDefault();
    void send(tableFile(cells, t("file.pasted")));
  });
  useEffect(() => {
    const listen = (event: ClipboardEvent) => onPaste(event);
    document.addEventListener("paste", listen);
    return () => document.removeEventListener("paste", listen);
  }, []);
  const choose = (next: Way) => {
    setError(null);
    setSearch(
      (before) => {
        if (next === "paste") before.set("way", next);
        else before.delete("way");
        return before;
      },
      { replace: true },
    );
  };
  const ways = (
    <Segmented<Way>
      aria-label={t("file.way")}
      value={way}
      disabled={busy !== null}
      options={[
        { value: "file", label: t("file.choose"), icon: <FileSpreadsheet size={14} aria-hidden /> },
        { value: "paste", label: t("paste.title"), icon: <ClipboardPaste size={14} aria-hidden /> },
      ]}
      onChange={choose}
    />
  );
  if (way === "paste")
    return (
      <div className={styles.drop}>
        {ways}
        <PasteTable busy={busy !== null} error={error} onTable={(file) => void send(file)} />
      </div>
    );
  return (
    <div className={styles.drop}>
      <div className={styles.ways}>{ways}</div>
      <Drop.Dragger
        accept=".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt,.json,.jsonl,.ndjson,.zip"
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
