/** A grid in groups inside groups: counts and totals of each group and of all, rows as groups are opened. */
import { Button } from "antd";
import { ChevronRight } from "lucide-react";
import { useMemo, useState, type CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { neededOf } from "@/lib/records/columns";
import { cellContent } from "@/ui/record-cells/cell-content";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { columnFilter, isGrouping, memberOf } from "../kanban/columns";
import { MemberName, useMemberText } from "../member-name";
import { totalText, useFigures, type Figure, type Total } from "../model/figures";
import { useParts } from "../model/pages";
import { Nothing } from "../nothing";
import { titleOf } from "../record-card";
import type { ViewProps } from "../types";
import shared from "../views.module.css";
import styles from "./grouped.module.css";

interface LevelProps extends ViewProps {
  groups: Field[];
  totals: Total[];
  depth: number;
  /** Conditions of the groups around. */
  within: string[];
  /** Groups that were opened or closed by hand; the others stand as `openAtFirst` says. */
  turned: ReadonlySet<string>;
  openAtFirst: boolean;
  toggle: (id: string) => void;
  needed: { fields: string[]; expand: string[] };
}

/** A short list is read at once; in a long one, groups are opened one by one. */
const FEW_RECORDS = 100;
const FEW_GROUPS = 12;

export function Grouped(props: ViewProps) {
  const { app, form, look, fields, columns, runtime, filter, search } = props;
  const { t } = useTranslation("views");
  const groups = (look.groups ?? []).flatMap((key) =>
    fields.filter((field) => field.key === key && isGrouping(field)),
  );
  const totals = look.totals ?? [];
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) =>
    setTurned((now) => {
      const next = new Set(now);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const needed = useMemo(() => {
    const found = neededOf(columns, runtime.definition);
    return { ...found, fields: [...new Set([...found.fields, ...props.coloursRead])] };
  }, [columns, runtime, props.coloursRead]);
  const all = useFigures({ app, form, filters: [filter], search, groups: [], totals });
  if (all.isPending)
    return (
      <div className={shared.wait}>
        <ListSkeleton rows={10} />
      </div>
    );
  if (all.isError) return <ErrorState error={all.error} onRetry={() => void all.refetch()} />;
  if (all.data === null) return <div className={shared.hint}>{t("no_totals")}</div>;
  const grand = all.data.rows[0];
  if (!grand || grand.count === 0) return <Nothing {...props} />;
  const style = {
    "--cols": columns.map((column) => `${column.width}px`).join(" "),
    "--total": `${columns.reduce((sum, column) => sum + column.width, 0)}px`,
  } as CSSProperties;
  return (
    <div className={styles.scroll} style={style} role="treegrid" aria-label={props.label}>
      <div className={styles.head} role="row">
        {columns.map((column) => (
          <span key={column.key} role="columnheader" className={styles.cell} data-align={column.align}>
            {column.label}
          </span>
        ))}
      </div>
      <Level
        {...props}
        groups={groups}
        totals={totals}
        depth={0}
        within={[]}
        turned={turned}
        openAtFirst={grand.count <= FEW_RECORDS}
        toggle={toggle}
        needed={needed}
      />
      <div className={styles.grand} role="row">
        <span role="rowheader" className={styles.grandName}>
          {t("grand_total")}
          <span className={styles.count}>{grand.count}</span>
        </span>
        <Totals {...props} totals={totals} figure={grand} />
      </div>
    </div>
  );
}

function Level(props: LevelProps) {
  const { app, form, filter, search, groups, totals, depth, within, fields } = props;
  const { t } = useTranslation("views");
  const label = useLabel();
  const memberText = useMemberText();
  const field = groups[depth];
  const figures = useFigures(
    { app, form, filters: [filter, ...within], search, groups: field ? [field.key] : [], totals },
    field !== undefined,
  );
  if (!field) return <Rows {...props} />;
  if (figures.isPending)
    return (
      <div className={shared.wait}>
        <ListSkeleton rows={4} />
      </div>
    );
  if (figures.isError)
    return <ErrorState error={figures.error} compact onRetry={() => void figures.refetch()} />;
  const found = figures.data?.rows ?? [];
  const options = field.type === "select" ? field.options.map((option) => option.value) : [];
  const place = (value: unknown) => (value === null ? -1 : options.indexOf(String(value)));
  const rows =
    field.type === "select"
      ? [...found].sort((one, other) => place(one.members[0]) - place(other.members[0]))
      : found;
  return (
    <>
      {rows.map((row) => {
        const member = memberOf(row.members[0]);
        const where = columnFilter(field.key, member);
        const id = [...within, where].join("|");
        const open = props.turned.has(id) !== (props.openAtFirst && rows.length <= FEW_GROUPS);
        return (
          <div key={id} role="rowgroup">
            <div className={styles.group} role="row" aria-expanded={open} aria-level={depth + 1}>
              <span
                role="rowheader"
                className={styles.groupName}
                style={{ paddingInlineStart: depth * 20 + 8 }}
              >
                <button
                  type="button"
                  className={styles.twist}
                  data-opened={open || undefined}
                  aria-label={t(open ? "tree.close" : "tree.open", {
                    name: memberText(field, member, label as never),
                  })}
                  onClick={() => props.toggle(id)}
                >
                  <ChevronRight size={16} aria-hidden />
                </button>
                <span className={styles.groupLabel}>{label(field.label)}</span>
                <MemberName field={field} value={member} />
                <span className={styles.count}>{row.count}</span>
              </span>
              <Totals {...props} fields={fields} totals={totals} figure={row} />
            </div>
            {open && <Level {...props} depth={depth + 1} within={[...within, where]} />}
          </div>
        );
      })}
      {figures.data?.truncated && <p className={shared.note}>{t("groups_cut")}</p>}
    </>
  );
}

/** Each total stands under its column; those of fields without a column stand at the end. */
function Totals({
  columns,
  totals,
  figure,
  fields,
}: Pick<ViewProps, "columns" | "fields"> & { totals: Total[]; figure: Figure }) {
  const { t } = useTranslation("views");
  const lefts = columns.map((_, at) => columns.slice(0, at).reduce((sum, column) => sum + column.width, 0));
  return totals.map((total, at) => {
    const place = columns.findIndex((column) => column.key === total.field);
    if (total.fn === "count" || place < 1) return null;
    return (
      <span
        key={`${total.fn}:${total.field}`}
        role="gridcell"
        className={styles.total}
        style={{ left: lefts[place], width: columns[place]?.width }}
      >
        <span className={styles.fn}>{t(`fn.${total.fn}`)}</span>
        {totalText(figure.totals[at] ?? null, total, fields)}
      </span>
    );
  });
}

function Rows(props: LevelProps) {
  const { app, form, filter, search, sort, within, needed, columns, around } = props;
  const { t } = useTranslation("views");
  const parts = useParts({ app, form, filters: [filter, ...within], search, sort, ...needed, limit: 50 });
  if (parts.isPending)
    return (
      <div className={shared.wait}>
        <ListSkeleton rows={3} />
      </div>
    );
  if (parts.isError) return <ErrorState error={parts.error} compact onRetry={() => void parts.refetch()} />;
  return (
    <>
      {parts.rows.map((row) => (
        <div
          key={row.id}
          role="row"
          className={styles.row}
          data-open={props.openId === row.id || undefined}
          data-colour={props.colourOf(row) ?? undefined}
        >
          {columns.map((column, at) => (
            <span key={column.key} role="gridcell" className={styles.cell} data-align={column.align}>
              {at === 0 ? (
                <a
                  className={styles.title}
                  href={props.hrefOf(row)}
                  onClick={(event) => {
                    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                    event.preventDefault();
                    props.onOpen(row);
                  }}
                >
                  {titleOf(row, around)}
                </a>
              ) : (
                cellContent(column, row, around)
              )}
            </span>
          ))}
        </div>
      ))}
      {parts.hasNextPage && (
        <Button
          type="link"
          size="small"
          loading={parts.isFetchingNextPage}
          onClick={() => void parts.fetchNextPage()}
        >
          {t("more")}
        </Button>
      )}
    </>
  );
}
