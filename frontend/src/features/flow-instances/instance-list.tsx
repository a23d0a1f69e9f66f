import { Checkbox, Input } from "antd";
import { Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatAgo } from "@/lib/dates";
import { deadlineOf } from "@/lib/flow/due";
import type { InstanceRow } from "@/lib/flow/types";
import { useLocale } from "@/lib/i18n";
import { useDebounced } from "@/lib/use-debounced";
import { DataList } from "@/ui/data-list";
import { EmptyState } from "@/ui/empty-state";
import { DueMark } from "@/ui/flow/due-mark";
import { StatusTag } from "@/ui/flow/status-tag";
import { BulkActs } from "./bulk-acts";
import { useInstances, type Status } from "./operator-queries";
import styles from "./instances.module.css";

export function InstanceList({ app, status }: { app: string; status: Status }) {
  const { t } = useTranslation("instances");
  useTranslation("flows");
  const locale = useLocale();
  const [typed, setTyped] = useState("");
  const q = useDebounced(typed.trim(), 300);
  const pages = useInstances(app, status, q);
  const rows = pages.data?.pages.flatMap((page) => page.items);
  const [ticked, setTicked] = useState<string[]>([]);
  const ids = (rows ?? []).map((row) => row.id).filter((id) => ticked.includes(id));
  const tick = (id: string) =>
    setTicked(ticked.includes(id) ? ticked.filter((one) => one !== id) : [...ticked, id]);
  const name = (row: InstanceRow) => (
    <Link to={`/flow-instances/${row.id}`}>{row.title || row.flow.label}</Link>
  );
  const with_ = (row: InstanceRow) =>
    [...new Set(row.now.filter((one) => !one.waiting).flatMap((one) => one.person?.name ?? []))].join(
      t("comma"),
    );
  const box = (row: InstanceRow) =>
    status !== "ended" && (
      <Checkbox
        checked={ticked.includes(row.id)}
        aria-label={t("select", { name: row.title || row.flow.label })}
        onChange={() => tick(row.id)}
      />
    );
  const due = (row: InstanceRow) => {
    const deadline = deadlineOf(row.now);
    return deadline.dueAt || deadline.paused ? <DueMark {...deadline} /> : null;
  };
  return (
    <>
      <div className={styles.tools}>
        <Input
          className={styles.search}
          allowClear
          prefix={<Search size={16} aria-hidden />}
          placeholder={t("search")}
          aria-label={t("search")}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <BulkActs app={app} ids={ids} acts={["cancel"]} onDone={() => setTicked([])} />
      </div>
      <DataList<InstanceRow>
        label={t(`tab.${status}`)}
        rows={rows}
        rowKey={(row) => row.id}
        error={pages.error}
        onRetry={() => void pages.refetch()}
        more={
          pages.hasNextPage
            ? { load: () => void pages.fetchNextPage(), busy: pages.isFetchingNextPage }
            : undefined
        }
        empty={
          q ? (
            <EmptyState title={t("empty.not_found")} text={t("empty.not_found_text")} />
          ) : (
            <EmptyState title={t(`empty.${status}`)} text={t(`empty.${status}_text`)} />
          )
        }
        columns={[
          ...(status === "ended"
            ? []
            : [
                {
                  key: "tick",
                  width: 40,
                  title: <span className="dg-sr-only">{t("select_column")}</span>,
                  render: (_: unknown, row: InstanceRow) => box(row),
                },
              ]),
          { key: "title", title: t("column.title"), render: (_, row) => name(row) },
          { key: "flow", title: t("column.flow"), render: (_, row) => row.flow.label },
          { key: "status", title: t("column.status"), render: (_, row) => <StatusTag instance={row} /> },
          { key: "now", title: t("column.now"), render: (_, row) => with_(row) || "—" },
          {
            key: "due",
            title: t("column.due"),
            render: (_, row) => due(row) ?? "—",
          },
          {
            key: "by",
            title: t("column.by"),
            render: (_, row) => row.initiator?.name ?? t("flows:system"),
          },
          {
            key: "started",
            title: t("column.started"),
            render: (_, row) => formatAgo(row.started_at, locale),
          },
        ]}
        card={(row) => (
          <span className={styles.phoneRow}>
            {box(row)}
            <span className={styles.grow}>
              {name(row)}
              <span className={styles.faint}>
                {[row.flow.label, with_(row), formatAgo(row.started_at, locale)].filter(Boolean).join(" · ")}
              </span>
            </span>
            <StatusTag instance={row} />
          </span>
        )}
      />
    </>
  );
}
