/** `/tasks`: my boxes, the list of one of them, and beside it the task that stands open. */
import { Suspense, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, useLocation, useNavigate, useParams } from "react-router";
import type { InputRef } from "antd";
import { useTaskCounts, useTasks } from "@/lib/flow/queries";
import type { InstanceRow, TaskRow } from "@/lib/flow/types";
import { usePageTitle } from "@/lib/page-title";
import { usePhone } from "@/lib/use-media";
import { EmptyState } from "@/ui/empty-state";
import { BatchBar } from "./batch-bar";
import { BatchResults, type BatchResult } from "./batch-results";
import { BoxTabs } from "./box-tabs";
import { Filters } from "./filters";
import { isFiltered, useInboxFilter } from "./inbox-state";
import { InboxList } from "./inbox-list";
import type { InboxPlace } from "./place";
import { useInboxKeys } from "./use-inbox-keys";
import styles from "./inbox.module.css";

export function InboxPage() {
  const { t } = useTranslation("inbox");
  useTranslation("flows");
  const phone = usePhone();
  const navigate = useNavigate();
  const location = useLocation();
  const { task: openTask = null, instance: openInstance = null } = useParams();
  const openId = openTask ?? openInstance;
  const { filter, set, search } = useInboxFilter();
  const counts = useTaskCounts();
  const tasks = useTasks(filter);
  const rows = useMemo(() => tasks.data?.pages.flatMap((page) => page.items) ?? [], [tasks.data]);
  const [ticked, setTicked] = useState<string[]>([]);
  const [results, setResults] = useState<BatchResult[] | null>(null);
  const searchBox = useRef<InputRef>(null);
  const started = filter.box === "started";
  const pathOf = (row: TaskRow | InstanceRow) => `/tasks/${started ? "started/" : ""}${row.id}${search}`;
  const open = (row: TaskRow | InstanceRow) =>
    void navigate(pathOf(row), { replace: openId !== null && !phone });
  const close = () => void navigate(`/tasks${search}`);
  const at = rows.findIndex((row) => row.id === openId);
  const step = (by: number) => {
    const next = rows[at < 0 ? 0 : at + by];
    if (next) open(next);
  };
  /** Once a task is decided: the next one on the desk, the list on the phone. */
  const moveOn = (gone: string) => {
    const place = rows.findIndex((row) => row.id === gone);
    const next = rows[place + 1] ?? rows[place - 1];
    if (phone || filter.box !== "todo" || place < 0 || !next) close();
    else open(next);
  };
  useInboxKeys({ step, close: openId ? close : null, search: () => searchBox.current?.focus() });
  const shownTicks = rows.filter((row): row is TaskRow => "batch" in row && ticked.includes(row.id));
  const place: InboxPlace = { listPath: `/tasks${search}`, moveOn, from: location.pathname };
  return (
    <div className={styles.inbox} data-open={openId ? true : undefined}>
      <section className={styles.side} aria-label={t("title")}>
        <h1 className={phone ? "dg-sr-only" : styles.title}>{t("title")}</h1>
        <BoxTabs box={filter.box} counts={counts.data} onBox={(box) => (setTicked([]), set({ box }))} />
        {shownTicks.length > 0 ? (
          <BatchBar
            tasks={shownTicks}
            box={filter.box}
            onClear={() => setTicked([])}
            onResults={setResults}
          />
        ) : (
          <Filters filter={filter} rows={rows} onChange={set} searchRef={searchBox} />
        )}
        <InboxList
          filter={filter}
          tasks={tasks}
          rows={rows}
          openId={openId}
          pathOf={pathOf}
          ticked={ticked}
          onTick={setTicked}
          filtered={isFiltered(filter)}
          onForget={() => set({ app: "", flow: "", due: "", q: "" })}
        />
      </section>
      {results && <BatchResults results={results} onClose={() => setResults(null)} />}
      {openId === null ? (
        <>
          <Named />
          {!phone && rows.length > 0 && (
            <div className={styles.nothing}>
              <EmptyState title={t("choose.title")} text={t("choose.text")} />
            </div>
          )}
        </>
      ) : (
        <Suspense fallback={<div className={styles.pane} />}>
          <Outlet context={place} />
        </Suspense>
      )}
    </div>
  );
}

/** Names the page while no task stands open. */
function Named() {
  const { t } = useTranslation("inbox");
  usePageTitle(t("title"));
  return null;
}
