/** One change of a record: who, when, through which door, field by field. */
import { Button } from "antd";
import { Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatAgo } from "@/lib/dates";
import type { Field } from "@/lib/form-runtime/definition";
import { fieldIndex } from "@/lib/form-runtime/field-index";
import { formatDatetime } from "@/lib/form-runtime/format";
import { useLocale } from "@/lib/i18n";
import { FieldValue } from "@/ui/fields/registry";
import { useFieldServices } from "@/ui/fields/services";
import { PersonAvatar } from "@/ui/person-avatar";
import type { HistoryChange, HistoryEntry } from "../model/record-queries";
import { useRecordPlace } from "./place";
import styles from "./record.module.css";

interface Props {
  entry: HistoryEntry;
  acts?: ReactNode;
  /** Brings the value before this change back. */
  onField?: (field: string) => void;
}

export function HistoryLine({ entry, acts, onField }: Props) {
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
          {acts}
        </p>
        {changes.length > 0 && (
          <dl className={styles.changes}>
            {changes.map((change) => (
              <Change
                key={change.field}
                change={change}
                field={index.get(change.field)?.field}
                onField={onField}
              />
            ))}
          </dl>
        )}
      </div>
    </li>
  );
}

interface ChangeProps {
  change: HistoryChange;
  field: Field | undefined;
  onField?: (field: string) => void;
}

function Change({ change, field, onField }: ChangeProps) {
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
        {onField && field && field.type !== "formula" && field.type !== "series" && (
          <Button
            className={styles.revert}
            type="text"
            size="small"
            icon={<Undo2 size={14} />}
            aria-label={t("revert.field", { field: change.label })}
            title={t("revert.field", { field: change.label })}
            onClick={() => onField(change.field)}
          />
        )}
      </dd>
    </div>
  );
}
