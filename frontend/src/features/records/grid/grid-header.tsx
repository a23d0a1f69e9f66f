/** Names of the columns: click sorts, the edge resizes, dragging moves. */
import { ArrowDown, ArrowUp, Lock } from "lucide-react";
import { memo, useRef, type CSSProperties, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import { MAX_WIDTH, MIN_WIDTH } from "@/lib/records/columns";
import { directionOf, keyOf } from "../model/sort";
import type { Column } from "../model/types";
import type { GridProps } from "./grid";
import { CHECK_WIDTH } from "./measures";
import type { Locked } from "./sheet/editable";
import { frozenMark } from "./grid-row";
import styles from "./grid.module.css";
import type { SelectionState } from "./selection";
import { useColumnDrag } from "./use-column-drag";

interface Props extends Pick<GridProps, "columns" | "sort" | "onSort" | "onResize" | "onMove"> {
  draft: { key: string; width: number } | null;
  onDraft: (draft: { key: string; width: number } | null) => void;
  all: SelectionState;
  onAll: () => void;
  selectAll: string;
  /** Why a column can't be written; undefined where nothing can. */
  locked?: (column: Column) => Locked;
}

export const GridHeader = memo(function GridHeader({ all, onAll, selectAll, ...props }: Props) {
  const { columns, sort, onSort } = props;
  const { t } = useTranslation("records");
  const forbidden = (column: Column) => props.locked?.(column) === "forbidden";
  // A lock tells of an exception: where most can't be written, it only takes room from the names.
  const marked = columns.filter(forbidden).length * 2 <= columns.length;
  const drag = useColumnDrag(columns, props.onMove);
  return (
    <div role="rowgroup" className={styles.head}>
      <div role="row" aria-rowindex={1} className={styles.headRow}>
        <div role="columnheader" aria-colindex={1} className={styles.check} style={{ width: CHECK_WIDTH }}>
          <input
            type="checkbox"
            aria-label={selectAll}
            checked={all === "all"}
            ref={(box) => {
              if (box) box.indeterminate = all === "some";
            }}
            onChange={onAll}
          />
        </div>
        {columns.map((column, index) => {
          const direction = directionOf(sort, column.key);
          const place = sort.length > 1 ? sort.findIndex((item) => keyOf(item) === column.key) + 1 : 0;
          return (
            <div
              key={column.key}
              role="columnheader"
              aria-colindex={index + 2}
              aria-sort={direction ? (direction === "asc" ? "ascending" : "descending") : undefined}
              data-frozen={frozenMark(columns, index)}
              data-align={column.align}
              data-drop={drag.over?.key === column.key ? drag.over.edge : undefined}
              data-dragged={drag.dragged === column.key || undefined}
              className={styles.headCell}
              style={column.frozen ? ({ left: `var(--left-${index})` } as CSSProperties) : undefined}
              {...drag.of(column)}
            >
              <button
                type="button"
                className={styles.sort}
                disabled={!column.sortable}
                title={column.sortable ? t("sort.hint", { column: column.label }) : column.label}
                onClick={(event) => {
                  if (!drag.justDropped()) onSort(column.key, event.shiftKey);
                }}
              >
                <span className={styles.headName}>{column.label}</span>
                {marked && forbidden(column) && (
                  <Lock
                    size={12}
                    role="img"
                    aria-label={t("sheet.locked.forbidden", { name: column.label })}
                  />
                )}
                {direction === "asc" && <ArrowUp size={14} aria-hidden />}
                {direction === "desc" && <ArrowDown size={14} aria-hidden />}
                {direction && place > 0 && <small>{place}</small>}
              </button>
              <ResizeEdge
                column={column}
                draft={props.draft}
                onDraft={props.onDraft}
                onResize={props.onResize}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
});

/** Drag to make a column wider or narrower; the columns panel does it without a mouse. */
function ResizeEdge({ column, draft, onDraft, onResize }: ResizeProps) {
  const from = useRef<{ x: number; width: number } | null>(null);
  const move = (event: PointerEvent) => {
    if (!from.current) return;
    const width = from.current.width + event.clientX - from.current.x;
    onDraft({ key: column.key, width: Math.round(Math.min(Math.max(width, MIN_WIDTH), MAX_WIDTH)) });
  };
  const end = () => {
    if (!from.current) return;
    from.current = null;
    if (draft?.key === column.key) onResize(column.key, draft.width);
    onDraft(null);
  };
  return (
    <span
      aria-hidden
      className={styles.edge}
      data-no-drag
      onPointerDown={(event) => {
        event.preventDefault();
        event.stopPropagation();
        from.current = { x: event.clientX, width: column.width };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
    />
  );
}

interface ResizeProps {
  column: Column;
  draft: Props["draft"];
  onDraft: Props["onDraft"];
  onResize: Props["onResize"];
}
