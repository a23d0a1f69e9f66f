import { Checkbox } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatAgo } from "@/lib/dates";
import type { Failure } from "@/lib/flow/types";
import { useLocale } from "@/lib/i18n";
import { DataList } from "@/ui/data-list";
import { EmptyState } from "@/ui/empty-state";
import { BrokenFlows } from "./broken-flows";
import { BulkActs } from "./bulk-acts";
import { useFailures } from "./operator-queries";
import styles from "./instances.module.css";

const keyOf = (failure: Failure) => `${failure.instance.id} ${failure.token}`;

/** Steps that failed, and what can be done with them. */
export function FailureList({ app }: { app: string }) {
  const { t } = useTranslation("instances");
  const locale = useLocale();
  const failures = useFailures(app);
  const [ticked, setTicked] = useState<string[]>([]);
  const rows = failures.data?.items;
  const ids = [...new Set((rows ?? []).map((row) => row.instance.id).filter((id) => ticked.includes(id)))];
  const titleOf = (row: Failure) => row.instance.title || row.instance.flow.label;
  const box = (row: Failure) => (
    <Checkbox
      checked={ticked.includes(row.instance.id)}
      aria-label={t("select", { name: titleOf(row) })}
      onChange={() =>
        setTicked(
          ticked.includes(row.instance.id)
            ? ticked.filter((id) => id !== row.instance.id)
            : [...ticked, row.instance.id],
        )
      }
    />
  );
  const link = (row: Failure) => <Link to={`/flow-instances/${row.instance.id}`}>{titleOf(row)}</Link>;
  const reason = (row: Failure) => (
    <span className={styles.failure}>
      {row.detail || row.code}
      {row.unknown && ` ${t("unknown")}`}
    </span>
  );
  return (
    <>
      <BrokenFlows app={app} flows={failures.data?.broken ?? []} />
      <BulkActs app={app} ids={ids} acts={["retry", "skip", "cancel"]} onDone={() => setTicked([])} />
      <DataList<Failure>
        label={t("tab.failed")}
        rows={rows}
        rowKey={keyOf}
        error={failures.error}
        onRetry={() => void failures.refetch()}
        empty={<EmptyState title={t("empty.failed")} text={t("empty.failed_text")} />}
        columns={[
          {
            key: "tick",
            width: 40,
            title: <span className="dg-sr-only">{t("select_column")}</span>,
            render: (_, row) => box(row),
          },
          { key: "title", title: t("column.title"), render: (_, row) => link(row) },
          { key: "flow", title: t("column.flow"), render: (_, row) => row.instance.flow.label },
          { key: "node", title: t("column.node"), render: (_, row) => row.node.label },
          { key: "reason", title: t("column.reason"), render: (_, row) => reason(row) },
          { key: "at", title: t("column.at"), render: (_, row) => formatAgo(row.at, locale) },
        ]}
        card={(row) => (
          <span className={styles.phoneRow}>
            {box(row)}
            <span className={styles.grow}>
              {link(row)}
              <span className={styles.faint}>
                {[row.instance.flow.label, row.node.label, formatAgo(row.at, locale)].join(" · ")}
              </span>
              {reason(row)}
            </span>
          </span>
        )}
      />
    </>
  );
}
