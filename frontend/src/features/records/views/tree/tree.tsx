/** Records under one another by a link to their own form: opened as one goes down, dragged below another. */
import { Button } from "antd";
import { ChevronRight } from "lucide-react";
import { useCallback, useMemo, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { neededOf } from "@/lib/records/columns";
import { DragArea } from "@/ui/drag/drag-area";
import { useDragItem, useDropTarget } from "@/ui/drag/use-drag";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import type { Column, RecordRow } from "../../model/types";
import { columnFilter, memberOf } from "../kanban/columns";
import { useFigures } from "../model/figures";
import { useParts } from "../model/pages";
import { useChanges } from "../model/use-changes";
import { Nothing } from "../nothing";
import { titleOf } from "../record-card";
import { SetUp } from "../set-up";
import { mayWrite, type ViewProps } from "../types";
import shared from "../views.module.css";
import styles from "./tree.module.css";
import { columnsOf, TreeFacts, TreeHead } from "./tree-facts";

interface Held {
  row: RecordRow;
}
interface Place {
  row: RecordRow | null;
  /** Ids from the root down to the row itself. */
  path: string[];
}

interface NodeProps extends ViewProps {
  parent: string;
  facts: Column[];
  needed: { fields: string[]; expand: string[] };
  open: ReadonlySet<string>;
  toggle: (id: string, open?: boolean) => void;
  movable: boolean;
  busy: ReadonlySet<string>;
}

export function Tree(props: ViewProps) {
  const { runtime, look, form, source } = props;
  const { t } = useTranslation("views");
  const toast = useToast();
  const parent = runtime.definition.fields.find(
    (field) => field.key === look.parent && field.type === "link" && field.form === form,
  );
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const changes = useChanges(props.app, form, runtime, () => undefined);
  const toggle = useCallback(
    (id: string, wanted?: boolean) =>
      setOpen((now) => {
        const next = new Set(now);
        if (wanted ?? !next.has(id)) next.add(id);
        else next.delete(id);
        return next;
      }),
    [],
  );
  const needed = useMemo(() => {
    const found = neededOf(props.columns, runtime.definition);
    const more = [...(parent ? [parent.key] : []), ...props.coloursRead];
    return { ...found, fields: [...new Set([...found.fields, ...more])] };
  }, [props.columns, props.coloursRead, runtime, parent]);
  if (!parent) return <SetUp {...props} text={t("tree.choose")} />;
  const movable = mayWrite(runtime, parent.key);
  const move = async ({ row }: Held, to: Place) => {
    if (to.path.includes(row.id)) {
      toast.failed(new Error(t("tree.circle")));
      return;
    }
    const target = to.row?.id ?? null;
    if (memberOf(row[parent.key]) === target) return;
    const sentence = to.row
      ? t("tree.moved", { name: titleOf(row, props.around), target: titleOf(to.row, props.around) })
      : t("tree.moved_up", { name: titleOf(row, props.around) });
    const shown = { [parent.key]: to.row ? { id: to.row.id, title: to.row._title ?? null } : null };
    if (await changes.change(row, { [parent.key]: target }, sentence, shown)) {
      if (target) toggle(target, true);
      source.refresh();
    }
  };
  const facts = columnsOf(props, parent.key);
  const own = { parent: parent.key, facts, busy: changes.busy };
  const node: NodeProps = { ...props, ...own, needed, open, toggle, movable };
  return (
    <DragArea
      canDrop={({ item, target }) => !(target.data as Place).path.includes(item.id)}
      onDrop={({ item, target }) => void move(item.data as Held, target.data as Place)}
    >
      <div className={styles.scroll}>
        {movable && <Top />}
        <TreeHead columns={facts} />
        <div role="tree" aria-label={props.label} className={styles.tree}>
          <Level {...node} of={null} path={[]} />
        </div>
      </div>
    </DragArea>
  );
}

/** Where a record is dropped that shall stand under no other. */
function Top() {
  const { t } = useTranslation("views");
  const data: Place = { row: null, path: [] };
  const { ref, edge } = useDropTarget({ id: "top", accept: ["node"], edges: "inside", data });
  return (
    <div ref={ref} className={styles.top} data-over={edge !== null || undefined}>
      {t("tree.top")}
    </div>
  );
}

function Level(props: NodeProps & { of: RecordRow | null; path: string[] }) {
  const { app, form, parent, of, path, filter, search, sort, needed } = props;
  const { t } = useTranslation("views");
  // A search or a filter finds records wherever they stand: they are listed flat.
  const flat = of === null && (search !== "" || filter !== "");
  const where = flat ? null : columnFilter(parent, of?.id ?? null);
  const parts = useParts({ app, form, filters: [filter, where], search, sort, ...needed, limit: 50 });
  const ids = parts.rows.map((row) => row.id);
  const below = useFigures(
    {
      app,
      form,
      filters: [ids.length > 0 ? `${parent} in (${ids.map((id) => `'${id}'`).join(", ")})` : null],
      search: "",
      groups: [parent],
      totals: [],
    },
    ids.length > 0,
  );
  if (parts.isPending)
    return (
      <div className={shared.wait}>
        <ListSkeleton rows={of ? 2 : 8} />
      </div>
    );
  if (parts.isError) return <ErrorState error={parts.error} compact onRetry={() => void parts.refetch()} />;
  if (parts.rows.length === 0 && of === null) return <Nothing {...props} />;
  const childrenOf = (id: string): number | null =>
    below.data ? (below.data.rows.find((row) => memberOf(row.members[0]) === id)?.count ?? 0) : null;
  return (
    <>
      {parts.rows.map((row) => (
        <Node key={row.id} {...props} row={row} path={[...path, row.id]} below={childrenOf(row.id)} />
      ))}
      {parts.hasNextPage && (
        <Button
          type="link"
          style={{ marginInlineStart: path.length * 24 + 24 }}
          loading={parts.isFetchingNextPage}
          onClick={() => void parts.fetchNextPage()}
        >
          {t("more")}
        </Button>
      )}
    </>
  );
}

function Node(props: NodeProps & { row: RecordRow; path: string[]; below: number | null }) {
  const { row, path, below, around, open, toggle, movable, busy } = props;
  const { t } = useTranslation("views");
  const title = titleOf(row, around);
  const held: Held = { row };
  const place: Place = { row, path };
  const { ref: item, dragging } = useDragItem(
    { id: row.id, kind: "node", label: title, data: held },
    { disabled: !movable || busy.has(row.id) },
  );
  const { ref: spot, edge } = useDropTarget({
    id: row.id,
    accept: ["node"],
    edges: "inside",
    depth: path.length,
    data: place,
  });
  const opened = open.has(row.id) && below !== 0;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowRight" && below !== 0) toggle(row.id, true);
    else if (event.key === "ArrowLeft") toggle(row.id, false);
    else return;
    event.preventDefault();
  };
  return (
    <div
      role="treeitem"
      aria-selected={props.openId === row.id}
      aria-expanded={below === 0 ? undefined : opened}
      aria-level={path.length}
    >
      <div
        ref={(element) => {
          item(element);
          spot(element);
        }}
        className={styles.row}
        data-over={edge !== null || undefined}
        data-open={props.openId === row.id || undefined}
        data-dragging={dragging || undefined}
        data-colour={props.colourOf(row) ?? undefined}
        style={{ paddingInlineStart: (path.length - 1) * 24 + 8 }}
      >
        {below === 0 ? (
          <span className={styles.leaf} />
        ) : (
          <button
            type="button"
            className={styles.twist}
            data-opened={opened || undefined}
            aria-label={t(opened ? "tree.close" : "tree.open", { name: title })}
            onClick={() => toggle(row.id)}
          >
            <ChevronRight size={16} aria-hidden />
          </button>
        )}
        <a
          className={styles.title}
          href={props.hrefOf(row)}
          draggable={false}
          onKeyDown={onKeyDown}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            props.onOpen(row);
          }}
        >
          {title}
        </a>
        {!!below && <span className={styles.count}>{below}</span>}
        <TreeFacts row={row} columns={props.facts} around={around} />
      </div>
      {opened && (
        <div role="group">
          <Level {...props} of={row} path={path} filter="" search="" />
        </div>
      )}
    </div>
  );
}
