/** One column of a board: its head with numbers, its cards as one scrolls, and a way to add one. */
import { Button, Dropdown } from "antd";
import { ChevronsLeftRight, ChevronsRightLeft, EllipsisVertical, Plus } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { useDragItem, useDropTarget } from "@/ui/drag/use-drag";
import { ErrorState } from "@/ui/error-state";
import type { RecordRow } from "../../model/types";
import { useParts } from "../model/pages";
import { MemberName, useMemberText } from "../member-name";
import { factsOf, RecordCard, titleOf } from "../record-card";
import type { ViewProps } from "../types";
import type { BoardColumn } from "./columns";
import type { Held, Landing } from "./kanban";
import styles from "./kanban.module.css";

interface Props {
  view: ViewProps;
  field: Field;
  column: BoardColumn;
  lane: BoardColumn | null;
  laneField: Field | null;
  filters: (string | null)[];
  needed: { fields: string[]; expand: string[] };
  count: number | null;
  totals: { key: string; title: string; text: string }[];
  limit: number | null;
  total: number;
  folded: boolean;
  onFold: () => void;
  movable: boolean;
  busy: ReadonlySet<string>;
  columns: BoardColumn[];
  onLand: (row: RecordRow, landing: Landing) => Promise<void>;
}

export function KanbanColumn(props: Props) {
  const { view, field, column, lane, laneField, folded, limit } = props;
  const { t } = useTranslation("views");
  const label = useLabel();
  const memberText = useMemberText();
  const name = memberText(field, column.value, label as never);
  const { app, form, search, sort } = view;
  const parts = useParts(
    { app, form, filters: props.filters, search, sort, ...props.needed, limit: 30 },
    !folded,
  );
  const landing: Landing = { column, lane };
  const id = `${lane?.id ?? ""}|${column.id}`;
  const { ref: place, edge } = useDropTarget({ id, accept: ["card"], edges: "inside", data: landing });
  const over = limit !== null && props.total > limit;
  const preset: Record<string, string> = {};
  if (column.value !== null) preset[field.key] = String(column.value);
  if (lane && laneField && lane.value !== null) preset[laneField.key] = String(lane.value);
  const add = view.onNew ? () => view.onNew?.(preset) : null;
  const foldLabel = t(folded ? "kanban.unfold" : "kanban.fold", { name });
  if (folded)
    return (
      <section ref={place} className={styles.folded} data-over={edge !== null || undefined} aria-label={name}>
        <Button
          type="text"
          size="small"
          icon={<ChevronsLeftRight size={16} />}
          aria-label={foldLabel}
          title={foldLabel}
          onClick={props.onFold}
        />
        <span className={styles.count}>{props.count}</span>
        <span className={styles.foldedName}>{name}</span>
      </section>
    );
  return (
    <section ref={place} className={styles.column} data-over={edge !== null || undefined} aria-label={name}>
      <header className={styles.head}>
        <div className={styles.headLine}>
          <span className={styles.name}>
            <MemberName field={field} value={column.value} />
          </span>
          {props.count !== null && (
            <span
              className={styles.count}
              data-over={over || undefined}
              title={over ? t("kanban.over_limit", { limit }) : undefined}
            >
              {limit === null ? props.count : `${props.count}/${limit}`}
            </span>
          )}
          <span className={styles.tools}>
            {add && (
              <Button
                type="text"
                size="small"
                icon={<Plus size={16} />}
                aria-label={t("kanban.add_in", { name })}
                title={t("kanban.add_in", { name })}
                onClick={add}
              />
            )}
            <Button
              type="text"
              size="small"
              icon={<ChevronsRightLeft size={16} />}
              aria-label={foldLabel}
              title={foldLabel}
              onClick={props.onFold}
            />
          </span>
        </div>
        {props.totals.length > 0 && (
          <div className={styles.totals}>
            {props.totals.map((each) => (
              <span key={each.key} title={each.title}>
                {each.text}
              </span>
            ))}
          </div>
        )}
      </header>
      <ul className={styles.cards} aria-label={t("kanban.cards_of", { name })}>
        {parts.isPending && [0, 1, 2].map((at) => <li key={at} className={styles.shadow} />)}
        {parts.isError && !parts.isFetching && (
          <li>
            <ErrorState error={parts.error} compact onRetry={() => void parts.refetch()} />
          </li>
        )}
        {parts.rows.map((row) => (
          <Card key={row.id} {...props} row={row} />
        ))}
        {!parts.isPending && !parts.isError && parts.rows.length === 0 && (
          <li className={styles.empty}>{t("kanban.empty")}</li>
        )}
        {parts.hasNextPage && (
          <More busy={parts.isFetchingNextPage} onSeen={() => void parts.fetchNextPage()} />
        )}
      </ul>
    </section>
  );
}

function Card({
  row,
  view,
  field,
  lane,
  laneField,
  movable,
  busy,
  columns,
  onLand,
  column,
}: Props & { row: RecordRow }) {
  const { t } = useTranslation("views");
  const label = useLabel();
  const memberText = useMemberText();
  const title = titleOf(row, view.around);
  const held: Held = { row };
  const waiting = busy.has(row.id);
  const { ref, handleRef, dragging } = useDragItem(
    { id: row.id, kind: "card", label: title, data: held },
    { disabled: !movable || waiting },
  );
  const others = columns.filter((each) => each.id !== column.id);
  return (
    <li ref={ref} className={styles.cardPlace} data-dragging={dragging || undefined}>
      <RecordCard
        row={row}
        columns={factsOf(view.columns, [field.key, laneField?.key])}
        around={view.around}
        colour={view.colourOf(row)}
        href={view.hrefOf(row)}
        open={view.openId === row.id}
        busy={waiting}
        gripRef={handleRef}
        onOpen={() => view.onOpen(row)}
      />
      {movable && (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: others.map((each) => ({
              key: each.id,
              label: memberText(field, each.value, label as never),
            })),
            onClick: ({ key }) => {
              const to = others.find((each) => each.id === key);
              if (to) void onLand(row, { column: to, lane });
            },
          }}
        >
          <Button
            className={styles.move}
            type="text"
            size="small"
            icon={<EllipsisVertical size={16} />}
            aria-label={t("kanban.move", { name: title })}
          />
        </Dropdown>
      )}
    </li>
  );
}

/** The next cards are asked for when the end of the column comes into sight. */
function More({ busy, onSeen }: { busy: boolean; onSeen: () => void }) {
  const { t } = useTranslation("views");
  const mark = useRef<HTMLLIElement>(null);
  const seen = useRef(onSeen);
  useEffect(() => {
    seen.current = onSeen;
  });
  useEffect(() => {
    const watcher = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) seen.current();
    });
    if (mark.current) watcher.observe(mark.current);
    return () => watcher.disconnect();
  }, [busy]);
  return (
    <li ref={mark} className={styles.empty}>
      {t("loading")}
    </li>
  );
}
