/** The list on the phone: a card per record with its title, two facts and its stage; «+» within the thumb's reach. */
import { Plus } from "lucide-react";
import { useEffect, useRef } from "react";
import type { Field } from "@/lib/form-runtime/definition";
import { valueKind } from "@/lib/form-runtime/kinds";
import { isNumeric } from "@/lib/records/columns";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { isEmpty } from "@/lib/form-runtime/paths";
import { PressButton } from "@/ui/press/press-button";
import { isButton, usePressing } from "@/ui/press/press-context";
import { cellContent, type CellSurroundings } from "@/ui/record-cells/cell-content";
import { useWindow } from "../grid/use-window";
import type { RowSource } from "../model/row-source";
import { repeatsTitle } from "../model/repeats-title";
import type { Column, RecordRow, ViewColour } from "../model/types";
import styles from "./card-list.module.css";
import { FILE_TYPES } from "@/lib/form-runtime/kinds";

const HEIGHT = 84;
const LONG = new Set<string>(["long_text", "subform", "multi_select", ...FILE_TYPES]);

interface Props {
  label: string;
  source: RowSource;
  columns: Column[];
  around: CellSurroundings;
  hrefOf: ((row: RecordRow) => string) | null;
  /** What the view's rules say of a row. */
  colourOf?: (row: RecordRow) => ViewColour | null;
  onNew: (() => void) | null;
  /** What stands at the end of a card: «restore» in the bin. */
  action?: (row: RecordRow) => React.ReactNode;
}

/** Which column is the tag, which are the facts: the first choice, then the first others of the view. */
function factsOf(columns: Column[]) {
  const [first, ...rest] = columns;
  const tag = rest.find((column) => column.field.type === "select");
  const facts = columns.filter((column) => column !== tag && !LONG.has(column.field.type));
  return { tag, first, facts: facts.filter((column) => !isButton(column.field)) };
}

const WHOLE = new Set(["date", "datetime", "time", "select", "boolean"]);
const isWhole = (field: Field): boolean => isNumeric(field) || WHOLE.has(valueKind(field));

export function CardList({ label, source, columns, around, hrefOf, colourOf, onNew, action }: Props) {
  const { t } = useTranslation("records");
  const box = useRef<HTMLDivElement>(null);
  const length = source.length;
  const view = useWindow(box, length, HEIGHT);
  const { sight } = view;
  const version = source.getVersion();
  useEffect(() => {
    source.look(sight.first, sight.last);
  }, [source, version, sight.first, sight.last]);
  const { tag, first, facts } = factsOf(columns);
  const pressing = usePressing();
  const buttons = pressing ? columns.flatMap(({ field }) => (isButton(field) ? [field] : [])) : [];
  const cards = [];
  for (let at = sight.first; at <= sight.last; at += 1) {
    const row = source.row(at);
    const style = { height: HEIGHT, transform: `translateY(${at * HEIGHT - sight.offset}px)` };
    const title = row && (row._title || (first && cellContent(first, row, around)) || t("untitled"));
    // One fits beside the facts; the opened record has them all.
    const button = row && buttons.find((field) => pressing?.stateOf(row, field).is === "ready");
    const content = row && (
      <>
        <span className={styles.top}>
          <strong className={styles.title}>{title}</strong>
          {tag && cellContent(tag, row, around)}
        </span>
        <span className={styles.facts}>
          {facts
            .filter((column) => !repeatsTitle(row, column, first))
            .filter((column) => !isEmpty(row[column.key]) || row._errors?.[column.key])
            .slice(0, 2)
            .map((column) => (
              <span key={column.key} className={styles.fact} data-whole={isWhole(column.field) || undefined}>
                <span className={styles.name}>{column.label}</span>
                <span className={styles.value}>{plain(column, row, around)}</span>
              </span>
            ))}
        </span>
      </>
    );
    cards.push(
      <li
        key={row?.id ?? at}
        className={styles.place}
        style={style}
        data-colour={(row && colourOf?.(row)) ?? undefined}
        aria-posinset={at + 1}
        aria-setsize={length}
      >
        {row === undefined ? (
          <span className={styles.shadow} />
        ) : hrefOf ? (
          <>
            <Link className={styles.card} data-press={button ? "" : undefined} to={hrefOf(row)}>
              {content}
            </Link>
            {button && (
              <span className={styles.press}>
                <PressButton field={button} row={row} compact />
              </span>
            )}
          </>
        ) : (
          <span className={styles.card} data-action>
            <span className={styles.text}>{content}</span>
            {action?.(row)}
          </span>
        )}
      </li>,
    );
  }
  return (
    <>
      <div ref={box} className={styles.box}>
        <ul aria-label={label} style={{ height: view.box + (onNew ? 80 : 0) }}>
          {cards}
        </ul>
      </div>
      {onNew && (
        <button type="button" className={styles.add} aria-label={t("new")} onClick={onNew}>
          <Plus size={26} aria-hidden />
        </button>
      )}
    </>
  );
}

/** The whole card is a link: links and pictures inside it are shown as text. */
function plain(column: Column, row: RecordRow, around: CellSurroundings): React.ReactNode {
  const value = row[column.key];
  if (column.field.type !== "link") return cellContent(column, row, around);
  const named = (Array.isArray(value) ? value : [value]) as { title?: string | null }[];
  return named.map((each) => each.title ?? around.words.noAccess).join(", ");
}
