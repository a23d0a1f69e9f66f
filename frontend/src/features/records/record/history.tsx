/** What happened to a record, newest first: who, when, through which door, field by field. */
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { fieldIndex } from "@/lib/form-runtime/field-index";
import { formatAgo } from "@/lib/dates";
import { formatDatetime } from "@/lib/form-runtime/format";
import { useLocale } from "@/lib/i18n";
import { ErrorState } from "@/ui/error-state";
import { FieldValue } from "@/ui/fields/registry";
import { useFieldServices } from "@/ui/fields/services";
import { PersonAvatar } from "@/ui/person-avatar";
import { ListSkeleton } from "@/ui/skeletons";
import { useHistory, type HistoryChange, type HistoryEntry } from "../model/record-queries";
import type { RecordRow } from "../model/types";
import { useRecordPlace } from "./place";
import styles from "./record.module.css";

export function History({ record }: { record: RecordRow }) {
  const { t } = useTranslation("records");
  const { app, form } = useRecordPlace();
  const history = useHistory(app, form, record.id, record.version);
  if (history.isPending) return <ListSkeleton rows={3} />;
  if (history.isError)
    return <ErrorState error={history.error} compact onRetry={() => void history.refetch()} />;
  return (
    <ol className={styles.history} aria-label={t("record.history")}>
      {history.data.map((entry) => (
        <Entry key={`${entry.version}-${entry.at}`} entry={entry} />
      ))}
    </ol>
  );
}

function Entry({ entry }: { entry: HistoryEntry }) {
  const { t } = useTranslation("records");
  const locale = useLocale();
  const { zone } = useFieldServices();
  const { runtime } = useRecordPlace();
  const index = fieldIndex(runtime);
  const name = entry.by?.name ?? t("history.system");
  // A new record's history would repeat the record: only what was changed later is told in full.
  const changes = entry.op === "create" ? [] : entry.changes;
  return (
    <li className={styles.entry}>
      <PersonAvatar id={entry.by?.id ?? "system"} name={name} size={28} />
      <div className={styles.entryBody}>
        <p>
          <strong>{name}</strong> {t(`history.op.${entry.op}`)}
          {entry.door !== "ui" && <span className={styles.door}>{t(`history.door.${entry.door}`)}</span>}
          <time
            className={styles.when}
            dateTime={entry.at}
            title={formatDatetime(new Date(entry.at).toISOString(), zone)}
          >
            {formatAgo(entry.at, locale)}
          </time>
        </p>
        {changes.length > 0 && (
          <dl className={styles.changes}>
            {changes.map((change) => (
              <Change key={change.field} change={change} field={index.get(change.field)?.field} />
            ))}
          </dl>
        )}
      </div>
    </li>
  );
}

function Change({ change, field }: { change: HistoryChange; field: Field | undefined }) {
  const { t } = useTranslation("records");
  const shown = (value: unknown) =>
    field ? <FieldValue field={field} topic={change.field} value={value} compact /> : String(value ?? "—");
  return (
    <div className={styles.change}>
      <dt>{change.label}</dt>
      <dd>
        <del aria-label={t("history.before")}>{shown(change.before)}</del>
        <span aria-hidden className={styles.arrow}>
          →
        </span>
        <ins aria-label={t("history.after")}>{shown(change.after)}</ins>
      </dd>
    </div>
  );
}
