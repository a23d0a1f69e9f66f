/** A table pasted or typed instead of a file: the box, what was understood of it, and what it will be called. */
import { Button, Input } from "antd";
import { useDeferredValue, useId, useMemo, useState, type ClipboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { clipboardText, gapOfTable, MOST_PASTED, tableFile, tableOf } from "@/lib/pasted-table";
import { ErrorState } from "@/ui/error-state";
import { ScrollRegion } from "@/ui/scroll-region";
import styles from "./paste-table.module.css";

const SHOWN_ROWS = 5;
const SHOWN_COLUMNS = 8;

interface Props {
  busy: boolean;
  error: unknown;
  onBack?: () => void;
  /** The table as a file of its name: it goes the way of files. */
  onTable: (file: File) => void;
}

export function PasteTable({ busy, error, onBack, onTable }: Props) {
  const { t } = useTranslation("import");
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const hint = useId();
  const read = useDeferredValue(text);
  const cells = useMemo(() => (read.length > MOST_PASTED ? [] : tableOf(read)), [read]);
  const gap = gapOfTable(read, cells);
  const paste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const table = clipboardText(event.clipboardData);
    if (table === null) return;
    event.preventDefault();
    setText(table);
  };
  const go = () => {
    if (gap === null && !busy) onTable(tableFile(cells, name.trim() || t("file.pasted")));
  };
  return (
    <div className={styles.box}>
      <Input.TextArea
        className={styles.text}
        autoFocus
        rows={8}
        spellCheck={false}
        aria-label={t("paste.label")}
        aria-describedby={hint}
        placeholder={t("paste.example")}
        value={text}
        status={gap !== null && gap !== "empty" ? "error" : undefined}
        onPaste={paste}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) go();
        }}
      />
      <p
        id={hint}
        className={styles.hint}
        role="status"
        data-wrong={(gap !== null && gap !== "empty") || undefined}
      >
        {gap === null
          ? t("paste.found", { rows: cells.length, columns: cells[0]!.length })
          : t(`paste.${gap}`)}
      </p>
      {gap === null && <Preview cells={cells} />}
      {gap === null && (
        <label className={styles.name}>
          {t("paste.name")}
          <Input
            value={name}
            maxLength={80}
            placeholder={t("file.pasted")}
            onChange={(event) => setName(event.target.value)}
            onPressEnter={go}
          />
        </label>
      )}
      {error !== null && <ErrorState error={error} compact />}
      <div className={styles.buttons}>
        {onBack && <Button onClick={onBack}>{t("back")}</Button>}
        <Button type="primary" loading={busy} disabled={gap !== null} title="Ctrl+Enter" onClick={go}>
          {t("paste.go")}
        </Button>
      </div>
    </div>
  );
}

function Preview({ cells }: { cells: string[][] }) {
  const { t } = useTranslation("import");
  const wide = cells[0]!.length;
  return (
    <ScrollRegion className={styles.scroll} label={t("map.preview")}>
      <table>
        <tbody>
          {cells.slice(0, SHOWN_ROWS + 1).map((row, at) => (
            <tr key={at}>
              {row.slice(0, SHOWN_COLUMNS).map((cell, index) => (
                <td key={index} title={cell}>
                  {cell}
                </td>
              ))}
              {wide > SHOWN_COLUMNS && <td className={styles.more}>…</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
