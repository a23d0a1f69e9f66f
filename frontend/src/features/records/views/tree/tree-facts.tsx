/** What the tree says of a record besides its title, each under the name of its column. */
import { cellContent, type CellSurroundings } from "@/ui/record-cells/cell-content";
import type { Column, RecordRow } from "../../model/types";
import { factsOf } from "../record-card";
import type { ViewProps } from "../types";
import styles from "./tree.module.css";

const MOST = 4;

/** The same for every record, so that columns stand below one another. */
export function columnsOf({ columns, runtime }: Pick<ViewProps, "columns" | "runtime">, parent: string) {
  const title = runtime.definition.title ?? columns[0]?.key;
  return factsOf(columns, [parent, title]).slice(0, MOST);
}

export function TreeHead({ columns }: { columns: Column[] }) {
  return (
    <div className={styles.head} aria-hidden>
      <span className={styles.facts}>
        {columns.map((column) => (
          <span key={column.key} className={styles.fact} title={column.label}>
            <span className={styles.factName}>{column.label}</span>
          </span>
        ))}
      </span>
    </div>
  );
}

interface FactsProps {
  row: RecordRow;
  columns: Column[];
  around: CellSurroundings;
}

export function TreeFacts({ row, columns, around }: FactsProps) {
  return (
    <span className={styles.facts}>
      {columns.map((column) => (
        <span key={column.key} className={styles.fact}>
          {cellContent(column, row, around)}
        </span>
      ))}
    </span>
  );
}
