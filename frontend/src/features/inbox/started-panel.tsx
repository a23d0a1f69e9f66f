/** `/tasks/started/:instance`: a flow that I started. */
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { useInstance } from "@/lib/flow/queries";
import { InstanceSummary } from "@/ui/flow/instance-summary";
import { StatusTag } from "@/ui/flow/status-tag";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { PaneHead, PanelFrame } from "./task-panel";
import styles from "./inbox.module.css";

export function StartedPanel() {
  const { t } = useTranslation("inbox");
  const { instance: id = "" } = useParams();
  const instance = useInstance(id);
  const { data } = instance;
  const title = data ? data.title || data.flow.label : t("box.started");
  return (
    <PanelFrame name={title}>
      <PaneHead title={title}>{data && <StatusTag instance={data} />}</PaneHead>
      <div className={styles.body}>
        {instance.isPending && <ListSkeleton rows={6} />}
        {instance.isError && (
          <ErrorState error={instance.error} compact onRetry={() => void instance.refetch()} />
        )}
        {data && (
          <>
            <p className={styles.origin}>
              <span>{data.flow.label}</span>
              {data.record && data.form && (
                <Link to={`/apps/${data.app.key}/forms/${data.form.key}/records/${data.record.id}`}>
                  {data.record.title ?? t("record")}
                </Link>
              )}
            </p>
            <InstanceSummary instance={data} />
          </>
        )}
      </div>
    </PanelFrame>
  );
}
