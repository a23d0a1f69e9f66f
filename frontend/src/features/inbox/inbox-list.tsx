/** The rows of a box; loading, failed, empty and «more» are its own business. */
import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { TaskFilter } from "@/lib/flow/queries";
import type { InstanceRow, TaskRow } from "@/lib/flow/types";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { StartedRow } from "./started-row";
import { TaskLine } from "./task-line";
import styles from "./inbox.module.css";
import lines from "./lines.module.css";

type Row = TaskRow | InstanceRow;

interface Props {
  filter: TaskFilter;
  tasks: Pick<
    UseInfiniteQueryResult<unknown>,
    "isPending" | "isError" | "error" | "refetch" | "hasNextPage" | "fetchNextPage" | "isFetchingNextPage"
  >;
  rows: Row[];
  openId: string | null;
  pathOf: (row: Row) => string;
  ticked: string[];
  onTick: (ids: string[]) => void;
  filtered: boolean;
  onForget: () => void;
}

const isTask = (row: Row): row is TaskRow => "kind" in row;

export function InboxList(props: Props) {
  const { filter, tasks, rows, openId, pathOf, ticked, onTick, filtered, onForget } = props;
  const { t } = useTranslation("inbox");
  if (tasks.isError && rows.length === 0)
    return (
      <div className={styles.around}>
        <ErrorState error={tasks.error} compact onRetry={() => void tasks.refetch()} />
      </div>
    );
  if (tasks.isPending)
    return (
      <div className={styles.loading}>
        <ListSkeleton rows={7} />
      </div>
    );
  if (rows.length === 0)
    return (
      <div className={styles.around}>
        {filtered ? (
          <EmptyState
            title={t("empty.not_found")}
            text={t("empty.not_found_text")}
            actions={<Button onClick={onForget}>{t("filter.clear")}</Button>}
          />
        ) : (
          <EmptyState title={t(`empty.${filter.box}`)} text={t(`empty.${filter.box}_text`)} />
        )}
      </div>
    );
  const many = filter.box === "todo" || filter.box === "cc";
  const tick = (id: string) =>
    onTick(ticked.includes(id) ? ticked.filter((one) => one !== id) : [...ticked, id]);
  return (
    <div className={styles.scroll} data-inbox-list>
      <ul className={styles.rows} aria-label={t(`box.${filter.box}`)}>
        {rows.map((row) => (
          <li key={row.id} className={lines.row} data-open={row.id === openId || undefined}>
            {isTask(row) ? (
              <TaskLine
                task={row}
                to={pathOf(row)}
                open={row.id === openId}
                ticked={ticked.includes(row.id)}
                onTick={many && (row.batch || filter.box === "cc") ? () => tick(row.id) : null}
                room={many}
              />
            ) : (
              <StartedRow instance={row} to={pathOf(row)} open={row.id === openId} />
            )}
          </li>
        ))}
      </ul>
      {tasks.hasNextPage && (
        <div className={styles.more}>
          <Button loading={tasks.isFetchingNextPage} onClick={() => void tasks.fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
    </div>
  );
}
