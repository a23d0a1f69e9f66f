/** What the record keeps of linked records, where those say something else now; and taking it again. */
import { Alert, Button } from "antd";
import { ArrowRight, History } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { refill, snapshotsOf, useSources, type Source } from "@/lib/records/snapshots";
import { FieldValue } from "@/ui/fields/registry";
import { useToast, useUndoToast } from "@/ui/use-toast";
import type { HistoryEntry } from "../model/record-queries";
import type { RecordRow } from "../model/types";
import { recordsPath } from "../model/use-rows";
import { useRecordPlace } from "./place";
import styles from "./record.module.css";

const MOST = 5;

export function Sources({ record, onDone }: { record: RecordRow; onDone: () => Promise<void> }) {
  const { t } = useTranslation("snapshots");
  const toast = useToast();
  const undoToast = useUndoToast();
  const { app, form, runtime } = useRecordPlace();
  const links = useMemo(() => snapshotsOf(runtime.definition), [runtime.definition]);
  const found = useSources(app, form, record, links.length > 0);
  const [busy, setBusy] = useState(false);
  const differing = (found.data ?? []).filter((each) => each.differs);
  if (differing.length === 0) return null;
  const may = (link: string) =>
    !!record._can?.update && runtime.fields[link] === "write" && !record._can.locked;
  const mine = [...new Set(differing.map(({ link }) => link))].filter(may);
  const path = `${recordsPath(app, form)}/${record.id}`;
  const takeBack = async (version: number) => {
    const { items } = await api.get<{ items: HistoryEntry[] }>(`${path}/history`);
    await api.post(`${path}:revert`, { seq: items[0]?.seq, before: true, version });
    await onDone();
  };
  const take = async () => {
    setBusy(true);
    try {
      const { version } = await refill(app, form, record.id, mine);
      await onDone();
      undoToast(t("taken"), () => takeBack(version));
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Alert
      className={styles.stale}
      type="info"
      showIcon
      icon={<History size={16} />}
      title={t("differs", { count: differing.length })}
      description={
        <ul className={styles.sources}>
          {differing.slice(0, MOST).map((each) => (
            <Line key={`${each.link}/${each.row}`} each={each} />
          ))}
          {differing.length > MOST && <li>{t("more", { count: differing.length - MOST })}</li>}
        </ul>
      }
      action={
        mine.length > 0 && (
          <Button size="small" loading={busy} onClick={() => void take()}>
            {t("take")}
          </Button>
        )
      }
    />
  );
}

function Line({ each }: { each: Source }) {
  const { t } = useTranslation("snapshots");
  const locale = useLocale();
  const { timezone } = useMe();
  const { runtime } = useRecordPlace();
  const beside = snapshotsOf(runtime.definition).find(({ path }) => path === each.link)?.beside ?? [];
  const at = each.at ? t("at", { at: formatInstant(each.at, locale, timezone) }) : "";
  return (
    <li>
      <span className={styles.sourceName}>
        {[each.label, each.source?.title, at].filter(Boolean).join(" · ")}
      </span>
      {each.fields
        .filter((field) => field.differs)
        .map(({ field: key, label, value, now }) => {
          const field = beside.find((one) => one.key === key);
          return (
            <span key={key} className={styles.sourceField}>
              {label}
              {field && <FieldValue field={field} topic={key} value={value} compact />}
              <ArrowRight size={14} aria-label={t("now")} />
              <strong>{field && <FieldValue field={field} topic={key} value={now} compact />}</strong>
            </span>
          );
        })}
    </li>
  );
}
