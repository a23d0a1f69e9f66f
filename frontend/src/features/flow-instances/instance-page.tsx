/** `/flow-instances/:instance`: one flow that runs or ran: the drawn graph, its history, why, and the operator's tools. */
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { formatInstant } from "@/lib/dates";
import { useInstance } from "@/lib/flow/queries";
import type { WholeInstance } from "@/lib/flow/types";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { usePageTitle } from "@/lib/page-title";
import { ErrorState } from "@/ui/error-state";
import { InstanceSummary } from "@/ui/flow/instance-summary";
import { StatusTag } from "@/ui/flow/status-tag";
import { WhoName } from "@/ui/flow/who-name";
import { PageSkeleton } from "@/ui/skeletons";
import { InstanceGraph } from "./instance-graph";
import { OperatorTools } from "./operator-tools";
import { WhyNot } from "./why-not";
import styles from "./instances.module.css";

export function InstancePage() {
  const { instance: id = "" } = useParams();
  const instance = useInstance(id);
  if (instance.isPending) return <PageSkeleton />;
  if (instance.isError) return <ErrorState error={instance.error} onRetry={() => void instance.refetch()} />;
  return <Whole instance={instance.data} />;
}

function Whole({ instance }: { instance: WholeInstance }) {
  const { t } = useTranslation("instances");
  const title = instance.title || instance.flow.label;
  usePageTitle(title, [
    instance.operator
      ? { label: t("title"), to: `/apps/${instance.app.key}/flow-instances` }
      : { label: t("to_tasks"), to: "/tasks?box=started" },
  ]);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>{title}</h1>
        <StatusTag instance={instance} />
        <Facts instance={instance} />
      </header>
      <div className={styles.columns}>
        <section className={styles.main} aria-label={t("graph")}>
          {instance.graph ? (
            <InstanceGraph graph={instance.graph} />
          ) : (
            <p className={styles.broken} role="alert">
              {instance.broken}
            </p>
          )}
        </section>
        <div className={styles.aside}>
          {instance.operator && instance.status === "running" && <OperatorTools instance={instance} />}
          <InstanceSummary instance={instance} link={false} />
          {instance.children.length > 0 && <Children rows={instance.children} />}
          {instance.operator && instance.record && instance.form && <WhyNot instance={instance} />}
        </div>
      </div>
    </div>
  );
}

function Facts({ instance }: { instance: WholeInstance }) {
  const { t } = useTranslation("instances");
  const locale = useLocale();
  const { timezone } = useMe();
  const { record, form, app, parent } = instance;
  return (
    <ul className={styles.facts}>
      <li>{t("flow_version", { flow: instance.flow.label, version: instance.version })}</li>
      <li>
        <WhoName who={instance.initiator} />
      </li>
      <li>{formatInstant(instance.started_at, locale, timezone)}</li>
      {record && form && record.title !== null && (
        <li>
          <Link to={`/apps/${app.key}/forms/${form.key}/records/${record.id}`}>{record.title}</Link>
        </li>
      )}
      {parent && (
        <li>
          <Link to={`/flow-instances/${parent.instance}`}>{t("parent")}</Link>
        </li>
      )}
    </ul>
  );
}

function Children({ rows }: { rows: WholeInstance["children"] }) {
  const { t } = useTranslation("instances");
  return (
    <section className={styles.block} aria-label={t("children")}>
      <h2 className={styles.sub}>{t("children")}</h2>
      <ul className={styles.children}>
        {rows.map((row) => (
          <li key={row.id}>
            <Link to={`/flow-instances/${row.id}`}>{row.title || row.flow.label}</Link>
            <StatusTag instance={row} />
          </li>
        ))}
      </ul>
    </section>
  );
}
