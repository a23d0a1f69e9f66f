import { memo, type CSSProperties } from "react";
import type { Column, RecordRow } from "../model/types";
import { cellContent, type CellSurroundings } from "@/ui/record-cells/cell-content";
import { Maximize2 } from "lucide-react";
import styles from "./grid.module.css";
import { edgesOf } from "./sheet/range";
import type { RowProblems, Values } from "./sheet/sheet-types";

interface Props {
  id: string;
  at: number;
  /** Not there yet: drawn as a shadow. */
  row: RecordRow | undefined;
  height: number;
  columns: Column[];
  around: CellSurroundings;
  colour?: string;
  selected: boolean;
  open: boolean;
  /** Column of the keyboard's place in this row, -1 when it stands elsewhere. */
  spot: number;
  href: string | null;
  /** Taken off the row's place: a long list shows a stretch of itself. */
  offset: number;
  /** Which of its cells are selected (`marksOf`), what wasn't saved, what waits for the server. */
  marks?: string;
  problems?: RowProblems;
  pending?: Values;
  expandable?: boolean;
  onToggle: (at: number, range: boolean) => void;
}

const SHADOWS = ["72%", "48%", "60%", "38%", "66%"];

/** Redrawn only when its own row, place or selection changes: widths and scrolling are CSS. */
export const GridRow = memo(function GridRow(props: Props) {
  const { id, at, height, columns, around, selected, open, spot, href, marks, problems } = props;
  const row = props.row && props.pending ? { ...props.row, ...props.pending } : props.row;
  const { words } = around;
  const name = row?._title || words.untitled;
  return (
    <div
      role="row"
      aria-rowindex={at + 2}
      aria-selected={selected}
      data-row={at}
      data-open={open || undefined}
      data-colour={props.colour}
      className={styles.row}
      style={{ height, transform: `translateY(${at * height - props.offset}px)` }}
    >
      <div role="gridcell" aria-colindex={1} className={styles.check} data-selected={selected || undefined}>
        <span className={styles.number} aria-hidden>
          {at + 1}
        </span>
        {row && (
          <input
            type="checkbox"
            tabIndex={-1}
            checked={selected}
            aria-label={words.select(name)}
            onChange={() => undefined}
            onClick={(event) => props.onToggle(at, event.shiftKey)}
          />
        )}
      </div>
      {columns.map((column, index) => {
        const content = row && cellContent(column, row, around);
        const edges = edgesOf(marks, index);
        const problem = problems?.[column.key];
        return (
          <div
            key={column.key}
            role="gridcell"
            id={`${id}-${at}-${index}`}
            aria-colindex={index + 2}
            data-column={index}
            data-frozen={frozenMark(columns, index)}
            data-align={column.align}
            data-text={typeof content === "string" || undefined}
            data-spot={spot === index || undefined}
            data-edges={edges}
            data-wrong={problem ? "" : undefined}
            aria-selected={marks === undefined ? undefined : edges !== undefined}
            aria-invalid={problem ? true : undefined}
            title={problem?.sentence}
            className={styles.cell}
            style={column.frozen ? ({ left: `var(--left-${index})` } as CSSProperties) : undefined}
          >
            {row === undefined ? (
              <span className={styles.shadow} style={{ width: SHADOWS[(at + index) % SHADOWS.length] }} />
            ) : index === 0 && href ? (
              <TitleCell href={href}>{content ?? words.untitled}</TitleCell>
            ) : (
              content
            )}
            {problem && <span className="dg-sr-only">{problem.sentence}</span>}
            {index === 0 && row && props.expandable && (
              <span data-expand aria-hidden className={styles.expand} title={words.open}>
                <Maximize2 size={14} />
              </span>
            )}
            {edges?.includes("b") && edges.includes("r") && (
              <span data-fill aria-hidden className={styles.fill} />
            )}
          </div>
        );
      })}
    </div>
  );
});

/** `last` where the columns that stay end, for the line beside them. */
export const frozenMark = (columns: Column[], at: number): "last" | "" | undefined =>
  !columns[at]?.frozen ? undefined : columns[at + 1]?.frozen ? "" : "last";

/** The first cell leads to the record: middle click opens it in a tab of its own. */
function TitleCell({ href, children }: { href: string; children: React.ReactNode }) {
  // A link inside a link isn't allowed: chips of people or records stand as they are.
  if (typeof children !== "string") return <>{children}</>;
  return (
    <a href={href} tabIndex={-1} className={styles.title}>
      {children}
    </a>
  );
}
