import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatAgo } from "@/lib/dates";
import type { Outgoing } from "@/lib/flow/types";
import { useLocale } from "@/lib/i18n";
import { DataList } from "@/ui/data-list";
import { EmptyState } from "@/ui/empty-state";
import { useToast } from "@/ui/use-toast";
import { useOutbox, useOutboxActs } from "./operator-queries";
import styles from "./instances.module.css";

/** What waits to leave, could not be sent, or of which nobody knows whether it arrived. */
export function OutboxList({ app }: { app: string }) {
  const { t } = useTranslation("instances");
  const locale = useLocale();
  const toast = useToast();
  const outbox = useOutbox(app);
  const acts = useOutboxActs(app);
  const run = (id: string, act: "resend" | "sent" | "not_sent") =>
    acts.mutate({ id, act }, { onSuccess: () => toast.done(t(`outbox.${act}_done`)), onError: toast.failed });
  const step = (row: Outgoing) => (
    <Link to={`/flow-instances/${row.instance}`}>{row.node?.label ?? row.flow}</Link>
  );
  const state = (row: Outgoing) => (
    <span className={styles.state} data-state={row.state}>
      {t(`outbox.state.${row.state}`)}
    </span>
  );
  const tools = (row: Outgoing) => {
    const busy = acts.isPending && acts.variables.id === row.id;
    const again =
      (row.state === "failed" || row.state === "unknown") && !["http", "script"].includes(row.kind);
    return (
      <span className={styles.row}>
        {again && (
          <Button size="small" loading={busy} onClick={() => run(row.id, "resend")}>
            {t("outbox.resend")}
          </Button>
        )}
        {row.state === "unknown" && (
          <>
            <Button size="small" loading={busy} onClick={() => run(row.id, "sent")}>
              {t("outbox.sent")}
            </Button>
            <Button size="small" loading={busy} onClick={() => run(row.id, "not_sent")}>
              {t("outbox.not_sent")}
            </Button>
          </>
        )}
      </span>
    );
  };
  return (
    <DataList<Outgoing>
      label={t("tab.outbox")}
      rows={outbox.data}
      rowKey={(row) => row.id}
      error={outbox.error}
      onRetry={() => void outbox.refetch()}
      empty={<EmptyState title={t("empty.outbox")} text={t("empty.outbox_text")} />}
      columns={[
        { key: "node", title: t("column.node"), render: (_, row) => step(row) },
        { key: "kind", title: t("column.kind"), render: (_, row) => t(`outbox.kind.${row.kind}`) },
        { key: "state", title: t("column.status"), render: (_, row) => state(row) },
        { key: "attempts", title: t("column.attempts"), render: (_, row) => row.attempts },
        { key: "error", title: t("column.reason"), render: (_, row) => row.last_error ?? "—" },
        { key: "at", title: t("column.at"), render: (_, row) => formatAgo(row.created_at, locale) },
        { key: "tools", title: "", render: (_, row) => tools(row) },
      ]}
      card={(row) => (
        <span className={styles.phoneRow}>
          <span className={styles.grow}>
            {step(row)}
            <span className={styles.faint}>
              {[t(`outbox.kind.${row.kind}`), formatAgo(row.created_at, locale)].join(" · ")}
            </span>
            {row.last_error && <span className={styles.failure}>{row.last_error}</span>}
            {tools(row)}
          </span>
          {state(row)}
        </span>
      )}
    />
  );
}
