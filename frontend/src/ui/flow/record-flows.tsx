/** The flows of a record: each folds open to its history; the first one that runs stands open. */
import { ChevronDown } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatAgo } from "@/lib/dates";
import { deadlineOf } from "@/lib/flow/due";
import { useRecordFlows } from "@/lib/flow/queries";
import type { Instance } from "@/lib/flow/types";
import { useLocale } from "@/lib/i18n";
import { EmptyState } from "../empty-state";
import { ErrorState } from "../error-state";
import { ListSkeleton } from "../skeletons";
import { DueMark } from "./due-mark";
import styles from "./flow.module.css";
import { InstanceSummary } from "./instance-summary";
import { StatusTag } from "./status-tag";

export function RecordFlows({ app, form, id }: { app: string; form: string; id: string }) {
  const { t } = useTranslation("flows");
  const flows = useRecordFlows(app, form, id);
  if (flows.isPending) return <ListSkeleton rows={3} />;
  if (flows.isError) return <ErrorState error={flows.error} compact onRetry={() => void flows.refetch()} />;
  if (flows.data.length === 0)
    return <EmptyState compact title={t("record.none")} text={t("record.none_text")} />;
  const first = flows.data.find((one) => one.status === "running") ?? flows.data[0];
  return (
    <ul className={styles.flows}>
      {flows.data.map((instance) => (
        <FlowCard key={instance.id} instance={instance} opened={instance === first} />
      ))}
    </ul>
  );
}

function FlowCard({ instance, opened }: { instance: Instance; opened: boolean }) {
  const { t } = useTranslation("flows");
  const locale = useLocale();
  const [open, setOpen] = useState(opened);
  const id = useId();
  const names = [
    ...new Set(instance.now.filter((one) => !one.waiting).flatMap((one) => one.person?.name ?? [])),
  ];
  const when = formatAgo(instance.started_at, locale);
  return (
    <li className={styles.flowCard}>
      <button
        type="button"
        className={styles.flowHead}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <ChevronDown size={16} aria-hidden />
        <span className={styles.flowName}>{instance.flow.label}</span>
        <StatusTag instance={instance} />
        {!open && names.length > 0 && (
          <span className={styles.faint}>{t("record.with", { names: names.join(t("record.comma")) })}</span>
        )}
        {!open && instance.status === "running" && <DueMark {...deadlineOf(instance.now)} />}
        <span className={styles.flowMeta}>
          {instance.initiator ? t("record.started", { name: instance.initiator.name, when }) : when}
        </span>
      </button>
      {open && (
        <div id={id} className={styles.flowBody}>
          <InstanceSummary instance={instance} />
        </div>
      )}
    </li>
  );
}
