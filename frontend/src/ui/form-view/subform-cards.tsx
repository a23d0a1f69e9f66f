/** A subform on the phone: one card per row, opened to edit. */
import { Button } from "antd";
import { ChevronDown, Copy, Plus, Trash2 } from "lucide-react";
import { memo, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SubformField } from "@/lib/form-runtime/definition";
import { cellPath } from "@/lib/form-runtime/paths";
import { useLabel } from "@/lib/i18n";
import { FieldValue } from "@/ui/fields/registry";
import { useUndoToast } from "@/ui/use-toast";
import { usePlaces } from "./engine-context";
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
                id={row.id}
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
  id: string;
  /** From 1. */
  number: number;
  open: boolean;
  readonly: boolean;
  full: boolean;
  acts: ReturnType<typeof useRows>["acts"];
  onOpen: (id: string | null) => void;
}

const Card = memo(function Card({ field, topic, id, number, open, readonly, full, acts, onOpen }: CardProps) {
  const { t } = useTranslation("form");
  const undo = useUndoToast();
  const drop = () => {
    const back = acts.remove(id);
    undo(t("rows.removed"), async () => back());
  };
  return (
    <article className={styles.card}>
      <button
        type="button"
        className={styles.cardHead}
        aria-expanded={open}
        onClick={() => onOpen(open ? null : id)}
      >
        <span className={styles.cardNumber}>{number}</span>
        <Summary field={field} topic={topic} id={id} />
        <ChevronDown size={16} aria-hidden />
      </button>
      {open && (
        <div className={styles.cardBody}>
          {field.fields
            .filter((column) => !column.hidden)
            .map((column) => (
              <FormField key={column.key} path={cellPath(topic, id, column.key)} />
            ))}
          {!readonly && (
            <div className={styles.cardActions}>
              <Button icon={<Copy size={16} />} disabled={full} onClick={() => acts.copy(id)}>
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
function Summary({ field, topic, id }: { field: SubformField; topic: string; id: string }) {
  const label = useLabel();
  const { t } = useTranslation("form");
  const columns = useMemo(() => field.fields.filter((column) => !column.hidden), [field]);
  const places = usePlaces(
    useMemo(() => columns.map(({ key }) => cellPath(topic, id, key)), [columns, topic, id]),
  );
  const filled = columns
    .map((column, at) => ({ column, value: places[at]?.value ?? null }))
    .filter(({ value }) => value !== null)
    .slice(0, 3);
  if (filled.length === 0) return <span className={styles.faint}>{t("rows.blank")}</span>;
  return (
    <span className={styles.summary}>
      {filled.map(({ column, value }) => (
        <span key={column.key} title={label(column.label)}>
          <FieldValue field={column} topic={`${topic}.${column.key}`} value={value} compact />
        </span>
      ))}
    </span>
  );
}
