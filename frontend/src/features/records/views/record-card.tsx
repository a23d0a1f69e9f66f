/** A record as a card: its title, then the first facts of the view. */
import type { ReactNode, Ref } from "react";
import { isEmpty } from "@/lib/form-runtime/paths";
import { PressButton } from "@/ui/press/press-button";
import { isButton } from "@/ui/press/press-context";
import { cellContent, type CellSurroundings } from "@/ui/record-cells/cell-content";
import { repeatsTitle } from "../model/repeats-title";
import type { Column, RecordRow, ViewColour } from "../model/types";
import styles from "./views.module.css";

interface Props {
  row: RecordRow;
  /** The facts; one that repeats the title is left out. */
  columns: Column[];
  around: CellSurroundings;
  colour: ViewColour | null;
  href: string;
  open: boolean;
  busy?: boolean;
  cover?: ReactNode;
  most?: number;
  /** Where the card is picked up: the title covers it all, for the mouse and for the keyboard. */
  gripRef?: Ref<HTMLAnchorElement>;
  onOpen: () => void;
}

const LONG = new Set(["subform", "attachment"]);

/** The view's columns without those that a part of the view already says. */
export const factsOf = (columns: Column[], without: (string | null | undefined)[] = []): Column[] =>
  columns.filter((column) => !without.includes(column.key) && !LONG.has(column.field.type));

export const titleOf = (row: RecordRow, around: CellSurroundings): string =>
  row._title || around.words.untitled;

export function RecordCard({
  row,
  columns,
  around,
  colour,
  href,
  open,
  busy,
  cover,
  most = 4,
  gripRef,
  onOpen,
}: Props) {
  const facts = columns
    .filter((column, at) => !isEmpty(row[column.key]) && !repeatsTitle(row, column, at ? undefined : column))
    .slice(0, most);
  const buttons = columns.flatMap(({ field }) => (isButton(field) ? [field] : []));
  return (
    <article
      className={styles.card}
      data-colour={colour ?? undefined}
      data-open={open || undefined}
      aria-busy={busy}
    >
      {cover}
      <div className={styles.cardBody}>
        <a
          ref={gripRef}
          className={styles.cardTitle}
          href={href}
          draggable={false}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            onOpen();
          }}
        >
          {titleOf(row, around)}
        </a>
        {facts.length > 0 && (
          <dl className={styles.facts}>
            {facts.map((column) => (
              <div key={column.key} className={styles.fact}>
                <dt>{column.label}</dt>
                <dd>{cellContent(column, row, around)}</dd>
              </div>
            ))}
          </dl>
        )}
        {buttons.length > 0 && (
          <div className={styles.presses}>
            {buttons.map((field) => (
              <PressButton key={field.key} field={field} row={row} compact />
            ))}
          </div>
        )}
      </div>
    </article>
  );
}
