/** Records as cards in columns by one field: dragged from one to the other, with totals, limits and lanes. */
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { neededOf } from "@/lib/records/columns";
import { DragArea } from "@/ui/drag/drag-area";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import type { RecordRow } from "../../model/types";
import { useChanges } from "../model/use-changes";
import { useFigures, totalText, type Figure } from "../model/figures";
import { MemberName, useMemberText } from "../member-name";
import { SetUp } from "../set-up";
import { mayWrite, type ViewProps } from "../types";
import shared from "../views.module.css";
import { boardColumns, columnFilter, isGrouping, memberOf, type BoardColumn } from "./columns";
import { KanbanColumn } from "./kanban-column";
import styles from "./kanban.module.css";

const MOST_COLUMNS = 60;
const MOST_LANES = 30;

export interface Held {
  row: RecordRow;
}

/** Where a card lands. */
export interface Landing {
  column: BoardColumn;
  lane: BoardColumn | null;
}

export function Kanban(props: ViewProps) {
  const { app, form, runtime, look, fields, search, filter, source } = props;
  const { t } = useTranslation("views");
  const label = useLabel();
  const memberText = useMemberText();
  const field = fields.find((each) => each.key === look.group_by && isGrouping(each));
  const laneField = fields.find((each) => each.key === look.lane && isGrouping(each) && each !== field);
  const totals = useMemo(() => look.totals ?? [], [look.totals]);
  const asked = { app, form, filters: [filter], search };
  const figures = useFigures({ ...asked, groups: field ? [field.key] : [], totals }, !!field);
  const lanes = useFigures({ ...asked, groups: laneField ? [laneField.key] : [], totals }, !!laneField);
  const changes = useChanges(app, form, runtime, () => undefined);
  const [folded, setFolded] = useState<ReadonlySet<string> | null>(null);
  const collapsed = folded ?? new Set(look.collapsed ?? []);
  const needed = useMemo(() => {
    const found = neededOf(props.columns, runtime.definition);
    const own = new Set(runtime.definition.fields.map((each) => each.key));
    const more = [look.group_by, look.lane, ...props.coloursRead].filter(
      (key): key is string => !!key && own.has(key),
    );
    return { fields: [...new Set([...found.fields, ...more])], expand: found.expand };
  }, [props.columns, props.coloursRead, runtime, look.group_by, look.lane]);

  if (!field) return <SetUp {...props} text={t("kanban.choose")} />;
  if (figures.isError) return <ErrorState error={figures.error} onRetry={() => void figures.refetch()} />;
  if (figures.isPending)
    return (
      <div className={shared.wait}>
        <ListSkeleton rows={8} />
      </div>
    );
  const members = figures.data?.rows.map((row) => row.members[0]) ?? [];
  const all = boardColumns(field, members);
  const columns = all.slice(0, MOST_COLUMNS);
  const laneColumns = laneField
    ? boardColumns(laneField, lanes.data?.rows.map((row) => row.members[0]) ?? []).slice(0, MOST_LANES)
    : [null];
  const figureOf = (column: BoardColumn): Figure | undefined =>
    figures.data?.rows.find((row) => memberOf(row.members[0]) === column.value);
  const writable = mayWrite(runtime, field.key);
  const laneWritable = laneField === undefined || mayWrite(runtime, laneField.key);

  const land = async (row: RecordRow, { column, lane }: Landing) => {
    const values: Record<string, unknown> = {};
    if (memberOf(row[field.key]) !== column.value) values[field.key] = column.value;
    if (laneField && lane && memberOf(row[laneField.key]) !== lane.value) values[laneField.key] = lane.value;
    if (Object.keys(values).length === 0) return;
    const target =
      values[field.key] === undefined && lane && laneField
        ? memberText(laneField, lane.value, label as never)
        : memberText(field, column.value, label as never);
    await changes.change(row, values, t("moved", { name: row._title || t("untitled"), target }));
    source.refresh();
  };
  const fold = (id: string) => {
    const next = new Set(collapsed);
    if (!next.delete(id)) next.add(id);
    setFolded(next);
  };
  return (
    <DragArea
      canDrop={({ target }) => writable || (target.data as Landing).lane !== null}
      onDrop={({ item, target }) => void land((item.data as Held).row, target.data as Landing)}
    >
      <div className={styles.board} role="region" aria-label={props.label} tabIndex={-1}>
        {all.length > columns.length && (
          <p className={shared.note}>{t("kanban.more", { count: all.length - columns.length })}</p>
        )}
        {laneColumns.map((lane) => (
          <section key={lane?.id ?? "only"} className={lane ? styles.lane : styles.only}>
            {lane && laneField && (
              <header className={styles.laneHead}>
                <span className={styles.laneField}>{label(laneField.label) || laneField.key}</span>
                <MemberName field={laneField} value={lane.value} />
                <LaneCount
                  count={lanes.data?.rows.find((row) => memberOf(row.members[0]) === lane.value)?.count}
                />
              </header>
            )}
            <div className={styles.columns}>
              {columns.map((column) => {
                const figure = figureOf(column);
                return (
                  <KanbanColumn
                    key={column.id}
                    view={props}
                    field={field}
                    column={column}
                    lane={lane}
                    laneField={laneField ?? null}
                    filters={[
                      filter,
                      columnFilter(field.key, column.value),
                      lane && laneField ? columnFilter(laneField.key, lane.value) : null,
                    ]}
                    needed={needed}
                    // A column's number is that of the whole board: beside a lane only a limit is worth it.
                    count={
                      laneField && look.limits?.[column.id] === undefined
                        ? null
                        : (figure?.count ?? (figures.data ? 0 : null))
                    }
                    totals={
                      laneField || !figures.data
                        ? []
                        : totals
                            .filter((each) => each.fn !== "count")
                            .map((each) => ({
                              key: `${each.fn}:${each.field}`,
                              title: t(`total.${each.fn}`, {
                                field:
                                  label(fields.find((one) => one.key === each.field)?.label) || each.field,
                              }),
                              text: totalText(figure?.totals[totals.indexOf(each)] ?? 0, each, fields),
                            }))
                    }
                    limit={look.limits?.[column.id] ?? null}
                    total={figure?.count ?? 0}
                    folded={collapsed.has(column.id)}
                    onFold={() => fold(column.id)}
                    movable={writable && laneWritable}
                    busy={changes.busy}
                    columns={columns}
                    onLand={land}
                  />
                );
              })}
            </div>
          </section>
        ))}
      </div>
    </DragArea>
  );
}

function LaneCount({ count }: { count: number | undefined }) {
  return count === undefined ? null : <span className={styles.count}>{count}</span>;
}
