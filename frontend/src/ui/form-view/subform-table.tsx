import { Button } from "antd";
import { Plus } from "lucide-react";
import { useMemo, useState, type ClipboardEvent, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { isComputed } from "@/lib/form-runtime/computed";
import type { Field, SubformField } from "@/lib/form-runtime/definition";
import { cellPath, parseCell } from "@/lib/form-runtime/paths";
import { useLabel } from "@/lib/i18n";
import { ScrollRegion } from "@/ui/scroll-region";
import { useEngine } from "./engine-context";
import { rowsFromClipboard } from "./paste-rows";
import { focusPlace } from "./place-id";
import { alignOf } from "./subform-cell";
import { SubformRow } from "./subform-row";
import styles from "./subform.module.css";
import { useRowBlocks } from "./use-row-blocks";
import { useRows } from "./use-rows";
import { useShownRow } from "./use-shown-row";

/** Below this every row shows its controls; above, only the row at hand does. */
const LIVE_ROWS = 30;
/** Of a row of text, pixels. */
const ROW_HEIGHT = 33;
const WIDTHS: Partial<Record<Field["type"], number>> = {
  text: 180,
  long_text: 240,
  number: 110,
  money: 130,
  percent: 100,
  boolean: 72,
  date: 140,
  datetime: 180,
  link: 200,
  member: 150,
  attachment: 200,
  phone: 150,
  series: 130,
  formula: 130,
  subform: 120,
};

export function SubformTable({ field, path, name }: { field: SubformField; path: string; name: string }) {
  const { t } = useTranslation("form");
  const engine = useEngine();
  const label = useLabel();
  const { rows, topic, readonly, full, acts } = useRows(field, path);
  const [active, setActive] = useState<string | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const { blocks, watch } = useRowBlocks(rows, active, ROW_HEIGHT);
  useShownRow(path, setActive, setOpened);
  const columns = useMemo(
    () =>
      field.fields.filter(
        (column) => !column.hidden && engine.index.get(`${topic}.${column.key}`)?.right !== "none",
      ),
    [engine, field, topic],
  );
  const addAndGo = () => {
    const id = acts.add();
    const first = columns.find((column) => !isComputed(column) && !column.readonly);
    setActive(id);
    if (first) requestAnimationFrame(() => focusPlace(cellPath(topic, id, first.key)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const place = placeOf(event);
    if (
      !place ||
      !rows.some((row) => row.id === place.row) ||
      event.key !== "Enter" ||
      event.ctrlKey ||
      event.metaKey
    )
      return;
    if (!(event.target as HTMLElement).matches("input:not([role=combobox])")) return;
    event.preventDefault();
    event.stopPropagation();
    const next = rows[rows.findIndex((row) => row.id === place.row) + 1];
    if (next) {
      setActive(next.id);
      requestAnimationFrame(() => focusPlace(cellPath(topic, next.id, place.column)));
    } else if (!full) addAndGo();
  };
  const onPaste = (event: ClipboardEvent) => {
    const place = placeOf(event);
    const found =
      place &&
      rows.some((row) => row.id === place.row) &&
      rowsFromClipboard(event.clipboardData.getData("text/plain"), columns, place.column);
    if (!found) return;
    event.preventDefault();
    event.stopPropagation();
    acts.addMany(found);
  };
  return (
    <div className={styles.frame}>
      {rows.length > 0 && (
        // Keys and pastes of all cells are caught here, where the neighbours are known.
        <ScrollRegion
          className={`${styles.scroll} ${styles.live}`}
          label={name}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        >
          <table className={styles.table} aria-label={name} aria-rowcount={rows.length + 1}>
            <colgroup>
              <col style={{ width: 40 }} />
              {columns.map((column) => (
                <col key={column.key} style={{ width: column.width ?? WIDTHS[column.type] ?? 160 }} />
              ))}
              {!readonly && <col style={{ width: 72 }} />}
            </colgroup>
            <thead>
              <tr>
                <th scope="col" className={styles.number}>
                  #
                </th>
                {columns.map((column) => (
                  <ColumnHead key={column.key} column={column} text={label(column.label) || column.key} />
                ))}
                {!readonly && (
                  <th scope="col">
                    <span className="dg-sr-only">{t("rows.actions")}</span>
                  </th>
                )}
              </tr>
            </thead>
            {blocks.map((block) => (
              <tbody key={block.from} ref={watch} data-block={block.number}>
                {!block.drawn && (
                  <tr aria-hidden>
                    <td colSpan={columns.length + 2} style={{ height: block.height }} />
                  </tr>
                )}
                {block.drawn &&
                  block.rows.map((row, at) => (
                    <SubformRow
                      key={row.id}
                      subform={topic}
                      id={row.id}
                      number={block.from + at + 1}
                      columns={columns}
                      editing={rows.length <= LIVE_ROWS || active === row.id}
                      readonly={readonly}
                      full={full}
                      acts={acts}
                      opened={opened && parseCell(opened)?.row === row.id ? opened : null}
                      onOpen={setActive}
                      onInner={setOpened}
                    />
                  ))}
              </tbody>
            ))}
          </table>
        </ScrollRegion>
      )}
      {rows.length === 0 && <p className={styles.empty}>{t("rows.none")}</p>}
      {!readonly && !full && (
        <Button type="text" className={styles.add} icon={<Plus size={16} />} onClick={addAndGo}>
          {t("rows.add")}
        </Button>
      )}
    </div>
  );
}

/** The cell an event happened in. */
function placeOf(event: { target: EventTarget }): { row: string; column: string } | null {
  const cell = (event.target as HTMLElement).closest<HTMLElement>("td[data-row]");
  return cell ? { row: cell.dataset.row!, column: cell.dataset.column! } : null;
}

function ColumnHead({ column, text }: { column: Field; text: string }) {
  const { t } = useTranslation("form");
  return (
    <th scope="col" data-align={alignOf(column)}>
      {text}
      {column.required && (
        <span className={styles.required} title={t("required")}>
          *
        </span>
      )}
    </th>
  );
}
