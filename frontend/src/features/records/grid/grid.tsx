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
import { ROW_HEIGHTS, type Column, type Density, type RecordRow, type ViewColour } from "../model/types";
import type { CellSurroundings } from "@/ui/record-cells/cell-content";
import { GridHeader } from "./grid-header";
import { GridRow } from "./grid-row";
import styles from "./grid.module.css";
import { CHECK_WIDTH, HEAD_HEIGHT } from "./measures";
import type { Selection } from "./selection";
import { marksOf } from "./sheet/range";
import type { Sheet } from "./sheet/sheet";
import { SheetLayer } from "./sheet/sheet-layer";
import { useSheetGrid } from "./sheet/use-sheet-grid";
import { useGridKeys, type Spot } from "./use-grid-keys";
import { useWindow } from "./use-window";

export interface GridProps {
  label: string;
  source: RowSource;
  columns: Column[];
  sort: string[];
  density: Density;
  selection: Selection;
  around: CellSurroundings;
  /** What the view's rules say of a row. */
  colourOf?: (row: RecordRow) => ViewColour | null;
  /** The record that stands open beside the grid. */
  openId: string | null;
  /** Where a row leads; null where rows can't be opened (the recycle bin). */
  hrefOf: ((row: RecordRow) => string) | null;
  onOpen: (row: RecordRow) => void;
  onSort: (key: string, beside: boolean) => void;
  onResize: (key: string, width: number) => void;
  onMove: (moved: string, target: string, edge: "before" | "after") => void;
  onEscape: () => void;
  /** Cells can be selected and written like those of a sheet; null where rows are only looked at. */
  sheet?: Sheet | null;
  onFind?: () => void;
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
  const view = useWindow(box, length, height, HEAD_HEIGHT);
  const { sight } = view;
  const version = source.getVersion();
  useEffect(() => {
    source.look(sight.first, sight.last);
  }, [source, version, sight.first, sight.last]);
  useEffect(() => {
    box.current?.scrollTo({ top: 0 });
  }, [source]);
  const style = useMemo(() => layoutOf(columns, draft), [columns, draft]);
  const sheet = props.sheet ?? null;
  const onKeys = useGridKeys({ ...props, box, spot, setSpot, height, show: view.show });
  const { jump } = view;
  useEffect(() => {
    sheet?.scrollsBy((row) => jump(Math.max(0, row - 3)));
  }, [sheet, jump]);
  const cells = useSheetGrid({ ...props, sheet, box, height, view });

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
    if (target.closest("[data-expand]") && row) props.onOpen(row);
    if (!row || sheet) return;
    setSpot({ row: at, column: Number(target.closest<HTMLElement>("[data-column]")?.dataset.column ?? 0) });
    if (target.closest("a,button,input,label,img") || event.defaultPrevented) return;
    if (window.getSelection()?.toString()) return;
    if (hrefOf) props.onOpen(row);
    else selection.toggle(at, event.shiftKey);
  };

  const bounds = sheet?.bounds ?? null;
  const place = sheet ? (sheet.range?.anchor ?? null) : spot;
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
        offset={sight.offset}
        colour={(row && props.colourOf?.(row)) ?? undefined}
        selected={row !== undefined && selection.has(row.id)}
        open={row !== undefined && row.id === props.openId}
        spot={place?.row === at ? place.column : -1}
        marks={marksOf(bounds, at)}
        problems={row && sheet?.problemsOf(row.id)}
        pending={row && sheet?.pendingOf(row.id)}
        expandable={sheet !== null && hrefOf !== null}
        href={row && hrefOf ? hrefOf(row) : null}
        onToggle={onToggle}
      />,
    );
  }
  const told = sheet ? (sheet.range?.focus ?? null) : spot;
  const active = told && told.row >= sight.first && told.row <= sight.last;
  const grid = (
    <div
      ref={box}
      role="grid"
      // One stop of the Tab key; arrows move inside.
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={length + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable
      aria-activedescendant={active ? `${id}-${told.row}-${told.column}` : undefined}
      aria-readonly={sheet ? !props.columns.some((column) => !sheet.around.locked(column)) : true}
      className={styles.grid}
      data-density={density}
      data-sheet={sheet !== null || undefined}
      style={style}
      onKeyDown={sheet ? cells.onKeyDown : onKeys}
      onPointerDown={cells.onPointerDown}
      onDoubleClick={cells.onDoubleClick}
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
        locked={sheet?.around.locked}
      />
      <div role="rowgroup" className={styles.body} style={{ height: view.box }}>
        {rows}
      </div>
      {cells.editor}
    </div>
  );
  return sheet ? (
    <SheetLayer sheet={sheet} cells={cells} onOpen={props.onOpen}>
      {grid}
    </SheetLayer>
  ) : (
    grid
  );
}
