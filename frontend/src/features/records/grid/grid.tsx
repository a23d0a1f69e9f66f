/**
 * A list of any length as a grid: only the rows in sight exist, each a `role=row` of `gridcell`s. The keyboard's
 * place is `aria-activedescendant`, so that it survives rows that come and go.
 */
import {
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type MouseEvent,
} from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { RowSource } from "../model/row-source";
import { ROW_HEIGHTS, type Column, type Density, type RecordRow } from "../model/types";
import type { CellSurroundings } from "@/ui/record-cells/cell-content";
import { GridHeader } from "./grid-header";
import { GridRow } from "./grid-row";
import styles from "./grid.module.css";
import type { Selection } from "./selection";
import { useGridKeys, type Spot } from "./use-grid-keys";
import { useWindow } from "./use-window";

export const CHECK_WIDTH = 48;
export const HEAD_HEIGHT = 36;

export interface GridProps {
  label: string;
  source: RowSource;
  columns: Column[];
  sort: string[];
  density: Density;
  selection: Selection;
  around: CellSurroundings;
  /** The record that stands open beside the grid. */
  openId: string | null;
  /** Where a row leads; null where rows can't be opened (the recycle bin). */
  hrefOf: ((row: RecordRow) => string) | null;
  onOpen: (row: RecordRow) => void;
  onSort: (key: string, beside: boolean) => void;
  onResize: (key: string, width: number) => void;
  onMove: (moved: string, target: string, edge: "before" | "after") => void;
  onEscape: () => void;
}

function layoutOf(columns: Column[], draft: { key: string; width: number } | null): CSSProperties {
  const widths = columns.map((column) => (draft?.key === column.key ? draft.width : column.width));
  const style: Record<string, string> = {
    "--total": `${CHECK_WIDTH + widths.reduce((sum, width) => sum + width, 0)}px`,
    "--cols": `${CHECK_WIDTH}px ${widths.map((width) => `${width}px`).join(" ")} minmax(0, 1fr)`,
  };
  let left = CHECK_WIDTH;
  columns.forEach((column, at) => {
    if (!column.frozen) return;
    style[`--left-${at}`] = `${left}px`;
    left += widths[at] ?? 0;
  });
  return style;
}

export function Grid(props: GridProps) {
  const { source, columns, selection, around, density, hrefOf } = props;
  const { t } = useTranslation("records");
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [draft, setDraft] = useState<{ key: string; width: number } | null>(null);
  const [spot, setSpot] = useState<Spot | null>(null);
  const height = ROW_HEIGHTS[density];
  const length = source.length;
  const sight = useWindow(box, length, height, HEAD_HEIGHT);
  const version = source.getVersion();
  useEffect(() => {
    source.ensure(sight.first, sight.last);
  }, [source, version, sight.first, sight.last]);
  useEffect(() => {
    box.current?.scrollTo({ top: 0 });
  }, [source]);
  const style = useMemo(() => layoutOf(columns, draft), [columns, draft]);
  const onKeyDown = useGridKeys({ ...props, box, spot, setSpot, height });

  const navigate = useNavigate();
  const toggle = useRef(selection.toggle);
  useEffect(() => {
    toggle.current = selection.toggle;
  });
  // The same function for every row and render: rows redraw only when they themselves change.
  const onToggle = useCallback((at: number, range: boolean) => toggle.current(at, range), []);
  const onClick = (event: MouseEvent) => {
    const target = event.target as HTMLElement;
    const link = target.closest("a");
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (link && plain) {
      event.preventDefault();
      void navigate(link.getAttribute("href")!);
    }
    const cell = target.closest<HTMLElement>("[data-row]");
    const at = Number(cell?.dataset.row);
    const row = cell ? source.row(at) : undefined;
    if (!row) return;
    setSpot({ row: at, column: Number(target.closest<HTMLElement>("[data-column]")?.dataset.column ?? 0) });
    if (target.closest("a,button,input,label,img") || event.defaultPrevented) return;
    if (window.getSelection()?.toString()) return;
    if (hrefOf) props.onOpen(row);
    else selection.toggle(at, event.shiftKey);
  };

  const rows = [];
  for (let at = sight.first; at <= sight.last; at += 1) {
    const row = source.row(at);
    rows.push(
      <GridRow
        key={at}
        id={id}
        at={at}
        row={row}
        height={height}
        columns={columns}
        around={around}
        selected={row !== undefined && selection.has(row.id)}
        open={row !== undefined && row.id === props.openId}
        spot={spot?.row === at ? spot.column : -1}
        href={row && hrefOf ? hrefOf(row) : null}
        onToggle={onToggle}
      />,
    );
  }
  const active = spot && spot.row >= sight.first && spot.row <= sight.last;
  return (
    <div
      ref={box}
      role="grid"
      // One stop of the Tab key; arrows move inside.
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={length + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable
      aria-activedescendant={active ? `${id}-${spot.row}-${spot.column}` : undefined}
      className={styles.grid}
      data-density={density}
      style={style}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <GridHeader
        columns={columns}
        sort={props.sort}
        onSort={props.onSort}
        onResize={props.onResize}
        onMove={props.onMove}
        draft={draft}
        onDraft={setDraft}
        all={selection.state}
        onAll={selection.toggleAll}
        selectAll={t("select.all")}
      />
      <div role="rowgroup" className={styles.body} style={{ height: length * height }}>
        {rows}
      </div>
    </div>
  );
}
