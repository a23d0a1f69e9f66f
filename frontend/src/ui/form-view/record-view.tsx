/** A record to read, in the layout of its form: same sections, same widgets, nothing to type. */
import { Hourglass } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Field, FormRuntime, LayoutItem } from "@/lib/form-runtime/definition";
import { FormEngine } from "@/lib/form-runtime/engine";
import type { EngineContext, Values } from "@/lib/form-runtime/engine-types";
import { completeLayout, itemKey } from "@/lib/form-runtime/layout";
import { cellPath, isEmpty, type Row } from "@/lib/form-runtime/paths";
import { useLabel } from "@/lib/i18n";
import { lookOf } from "@/ui/fields/look";
import { FieldValue } from "@/ui/fields/registry";
import type { RecordRow } from "@/lib/records/types";
import { PressButton } from "@/ui/press/press-button";
import { isButton, usePressing } from "@/ui/press/press-context";
import { ScrollRegion } from "@/ui/scroll-region";
import { Blocks } from "./blocks";
import styles from "./form-view.module.css";
import { alignOf } from "./subform-cell";
import tableStyles from "./subform.module.css";

interface Props {
  runtime: FormRuntime;
  /** The record as the API gave it, best with `expand=*`. */
  record: Values;
  context: EngineContext;
  /** Leaves out what is empty. */
  dense?: boolean;
  /** Fields with a change that waits for a flow. */
  held?: ReadonlySet<string>;
}

export function RecordView({ runtime, record, context, dense = false, held }: Props) {
  // The engine only tells what the rules show for this record; stored values are shown as they are.
  const engine = useMemo(() => new FormEngine(runtime, record, context, false), [runtime, record, context]);
  const { t } = useTranslation("flows");
  const label = useLabel();
  const blocks = useMemo(() => completeLayout(runtime.definition), [runtime.definition]);
  const errors = (record._errors ?? {}) as Record<string, string>;
  const pressing = usePressing();
  const row = record as RecordRow;
  const shows = (key: string): boolean => {
    const field = engine.field(key);
    if (!field || !engine.isVisible(key)) return false;
    if (isButton(field)) return !!pressing && pressing.stateOf(row, field).is !== "gone";
    return !(dense && isEmpty(record[key]) && !errors[key]);
  };
  const shown = (item: LayoutItem): boolean => {
    const key = itemKey(item);
    return key !== null && shows(key);
  };
  return (
    <div className={styles.form}>
      <Blocks
        blocks={blocks}
        hasContent={(items) => items.some(shown)}
        renderField={(key) => {
          const field = engine.field(key);
          if (!field || !shows(key)) return null;
          if (isButton(field)) return <PressButton field={field} row={row} />;
          return (
            <div className={styles.field} data-held={held?.has(key) || undefined}>
              <span className={styles.label}>
                {label(field.label) || field.key}
                {held?.has(key) && (
                  <span className={styles.heldMark} title={t("held.waits")}>
                    <Hourglass size={13} role="img" aria-label={t("held.waits")} />
                  </span>
                )}
              </span>
              <div {...lookOf(engine.snapshot(key).look, styles.viewValue)}>
                {field.type === "subform" ? (
                  <RowsView
                    engine={engine}
                    field={field}
                    topic={key}
                    rows={(record[key] as Row[] | null) ?? []}
                  />
                ) : (
                  <FieldValue field={field} topic={key} value={record[key]} error={errors[key]} />
                )}
              </div>
            </div>
          );
        }}
      />
    </div>
  );
}

interface RowsProps {
  engine: FormEngine;
  field: Extract<Field, { type: "subform" }>;
  topic: string;
  rows: Row[];
}

function RowsView({ engine, field, topic, rows }: RowsProps) {
  const label = useLabel();
  if (rows.length === 0) return <FieldValue field={field} topic={topic} value={null} />;
  const columns = field.fields.filter((column) => !column.hidden);
  return (
    <ScrollRegion
      className={`${tableStyles.frame} ${tableStyles.scroll}`}
      label={label(field.label) || field.key}
    >
      <table className={tableStyles.table} style={{ tableLayout: "auto" }}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" data-align={alignOf(column)}>
                {label(column.label) || column.key}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              {columns.map((column) => (
                <td
                  key={column.key}
                  {...lookOf(engine.snapshot(cellPath(topic, row.id, column.key)).look, tableStyles.cell)}
                  data-align={alignOf(column)}
                >
                  {column.type === "subform" ? (
                    <div className={tableStyles.inside}>
                      <RowsView
                        engine={engine}
                        field={column}
                        topic={`${topic}.${column.key}`}
                        rows={(row[column.key] as Row[] | null) ?? []}
                      />
                    </div>
                  ) : (
                    <div className={tableStyles.text}>
                      <FieldValue
                        field={column}
                        topic={`${topic}.${column.key}`}
                        value={row[column.key]}
                        compact
                      />
                    </div>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
