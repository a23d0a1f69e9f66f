/** A subform on the phone: one card per row, opened to edit. */
import { Button } from "antd";
import { ChevronDown, Copy, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SubformField } from "@/lib/form-runtime/definition";
import { cellPath, type Row } from "@/lib/form-runtime/paths";
import { useLabel } from "@/lib/i18n";
import { FieldValue } from "@/ui/fields/registry";
import { useUndoToast } from "@/ui/use-toast";
import { useEngine } from "./engine-context";
import { FormField } from "./form-field";
import styles from "./subform.module.css";
import { useRows } from "./use-rows";

export function SubformCards({ field }: { field: SubformField }) {
  const { t } = useTranslation("form");
  const undo = useUndoToast();
  const { rows, readonly, full, add, copy, remove } = useRows(field);
  const [open, setOpen] = useState<string | null>(null);
  return (
    <div className={styles.cards}>
      {rows.map((row, at) => (
        <article key={row.id} className={styles.card}>
          <button
            type="button"
            className={styles.cardHead}
            aria-expanded={open === row.id}
            onClick={() => setOpen(open === row.id ? null : row.id)}
          >
            <span className={styles.cardNumber}>{at + 1}</span>
            <Summary field={field} row={row} />
            <ChevronDown size={16} aria-hidden />
          </button>
          {open === row.id && (
            <div className={styles.cardBody}>
              {field.fields
                .filter((column) => !column.hidden)
                .map((column) => (
                  <FormField key={column.key} path={cellPath(field.key, row.id, column.key)} />
                ))}
              {!readonly && (
                <div className={styles.cardActions}>
                  <Button icon={<Copy size={16} />} disabled={full} onClick={() => copy(row.id)}>
                    {t("rows.copy_short")}
                  </Button>
                  <Button
                    danger
                    icon={<Trash2 size={16} />}
                    onClick={() => {
                      const back = remove(row.id);
                      undo(t("rows.removed"), async () => back());
                    }}
                  >
                    {t("rows.remove_short")}
                  </Button>
                </div>
              )}
            </div>
          )}
        </article>
      ))}
      {rows.length === 0 && <p className={styles.empty}>{t("rows.none")}</p>}
      {!readonly && !full && (
        <Button block icon={<Plus size={16} />} onClick={() => setOpen(add())}>
          {t("rows.add")}
        </Button>
      )}
    </div>
  );
}

/** The first filled cells of a row, enough to know which it is. */
function Summary({ field, row }: { field: SubformField; row: Row }) {
  const engine = useEngine();
  const label = useLabel();
  const { t } = useTranslation("form");
  const filled = field.fields
    .filter(
      (column) => !column.hidden && engine.record.value(cellPath(field.key, row.id, column.key)) !== null,
    )
    .slice(0, 3);
  if (filled.length === 0) return <span className={styles.faint}>{t("rows.blank")}</span>;
  return (
    <span className={styles.summary}>
      {filled.map((column) => (
        <span key={column.key} title={label(column.label)}>
          <FieldValue field={column} topic={`${field.key}.${column.key}`} value={row[column.key]} compact />
        </span>
      ))}
    </span>
  );
}
