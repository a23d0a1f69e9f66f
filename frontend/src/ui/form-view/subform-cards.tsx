/** A subform on the phone: one card per row, opened to edit. */
import { Button } from "antd";
import { ChevronDown, Copy, Plus, Trash2 } from "lucide-react";
import { memo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SubformField } from "@/lib/form-runtime/definition";
import { cellPath, type Row } from "@/lib/form-runtime/paths";
import { useLabel } from "@/lib/i18n";
import { FieldValue } from "@/ui/fields/registry";
import { useUndoToast } from "@/ui/use-toast";
import { useEngine } from "./engine-context";
import { FormField } from "./form-field";
import styles from "./subform.module.css";
import { useRowBlocks } from "./use-row-blocks";
import { useRows } from "./use-rows";
import { useShownRow } from "./use-shown-row";

/** Of a closed card with its gap, pixels. */
const CARD_HEIGHT = 56;

export function SubformCards({ field, path }: { field: SubformField; path: string }) {
  const { t } = useTranslation("form");
  const { rows, topic, readonly, full, acts } = useRows(field, path);
  const [open, setOpen] = useState<string | null>(null);
  const { blocks, watch } = useRowBlocks(rows, open, CARD_HEIGHT);
  useShownRow(path, setOpen);
  return (
    <div className={styles.cards}>
      {blocks.map((block) => (
        <div
          key={block.from}
          ref={watch}
          data-block={block.number}
          className={styles.cards}
          style={block.drawn ? undefined : { height: block.height }}
        >
          {block.drawn &&
            block.rows.map((row, at) => (
              <Card
                key={row.id}
                field={field}
                topic={topic}
                row={row}
                number={block.from + at + 1}
                open={open === row.id}
                readonly={readonly}
                full={full}
                acts={acts}
                onOpen={setOpen}
              />
            ))}
        </div>
      ))}
      {rows.length === 0 && <p className={styles.empty}>{t("rows.none")}</p>}
      {!readonly && !full && (
        <Button block icon={<Plus size={16} />} onClick={() => setOpen(acts.add())}>
          {t("rows.add")}
        </Button>
      )}
    </div>
  );
}

interface CardProps {
  field: SubformField;
  topic: string;
  row: Row;
  /** From 1. */
  number: number;
  open: boolean;
  readonly: boolean;
  full: boolean;
  acts: ReturnType<typeof useRows>["acts"];
  onOpen: (id: string | null) => void;
}

const Card = memo(function Card({
  field,
  topic,
  row,
  number,
  open,
  readonly,
  full,
  acts,
  onOpen,
}: CardProps) {
  const { t } = useTranslation("form");
  const undo = useUndoToast();
  const drop = () => {
    const back = acts.remove(row.id);
    undo(t("rows.removed"), async () => back());
  };
  return (
    <article className={styles.card}>
      <button
        type="button"
        className={styles.cardHead}
        aria-expanded={open}
        onClick={() => onOpen(open ? null : row.id)}
      >
        <span className={styles.cardNumber}>{number}</span>
        <Summary field={field} topic={topic} row={row} />
        <ChevronDown size={16} aria-hidden />
      </button>
      {open && (
        <div className={styles.cardBody}>
          {field.fields
            .filter((column) => !column.hidden)
            .map((column) => (
              <FormField key={column.key} path={cellPath(topic, row.id, column.key)} />
            ))}
          {!readonly && (
            <div className={styles.cardActions}>
              <Button icon={<Copy size={16} />} disabled={full} onClick={() => acts.copy(row.id)}>
                {t("rows.copy_short")}
              </Button>
              <Button danger icon={<Trash2 size={16} />} onClick={drop}>
                {t("rows.remove_short")}
              </Button>
            </div>
          )}
        </div>
      )}
    </article>
  );
});

/** The first filled cells of a row, enough to know which it is. */
function Summary({ field, topic, row }: { field: SubformField; topic: string; row: Row }) {
  const engine = useEngine();
  const label = useLabel();
  const { t } = useTranslation("form");
  const filled = field.fields
    .filter((column) => !column.hidden && engine.record.value(cellPath(topic, row.id, column.key)) !== null)
    .slice(0, 3);
  if (filled.length === 0) return <span className={styles.faint}>{t("rows.blank")}</span>;
  return (
    <span className={styles.summary}>
      {filled.map((column) => (
        <span key={column.key} title={label(column.label)}>
          <FieldValue
            field={column}
            topic={`${topic}.${column.key}`}
            value={engine.record.value(cellPath(topic, row.id, column.key))}
            compact
          />
        </span>
      ))}
    </span>
  );
}
