/** What happened to a record, newest first; who may change it brings earlier states back. */
import { Button } from "antd";
import { History as Clock } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { useHistory, type HistoryEntry } from "../model/record-queries";
import type { RecordRow } from "../model/types";
import { HistoryLine } from "./history-line";
import { useRecordPlace } from "./place";
import styles from "./record.module.css";
import { useRevert, type Wish } from "./use-revert";

export function History({ record }: { record: RecordRow }) {
  const { t } = useTranslation("records");
  const { app, form } = useRecordPlace();
  const history = useHistory(app, form, record.id, record.version);
  const revert = useRevert(record);
  const [busy, setBusy] = useState(false);
  if (history.isPending) return <ListSkeleton rows={3} />;
  if (history.isError)
    return <ErrorState error={history.error} compact onRetry={() => void history.refetch()} />;
  const mayChange = !!record._can?.update;
  const bring = async (wish: Wish) => {
    setBusy(true);
    await revert(wish);
    setBusy(false);
  };
  const actsOf = (entry: HistoryEntry, place: number) =>
    mayChange && place > 0 && (entry.op === "create" || entry.op === "update") ? (
      <Button
        className={styles.revert}
        type="text"
        size="small"
        disabled={busy}
        icon={<Clock size={14} />}
        aria-label={t("revert.to_here")}
        title={t("revert.to_here")}
        onClick={() => void bring({ seq: entry.seq })}
      />
    ) : undefined;
  const onField = (entry: HistoryEntry) =>
    mayChange && !busy && entry.op === "update"
      ? (field: string) => void bring({ seq: entry.seq, before: true, fields: [field] })
      : undefined;
  return (
    <ol className={styles.history} aria-label={t("record.history")}>
      {history.data.map((entry, place) => (
        <HistoryLine key={entry.seq} entry={entry} acts={actsOf(entry, place)} onField={onField(entry)} />
      ))}
    </ol>
  );
}
