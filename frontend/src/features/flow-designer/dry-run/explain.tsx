/** «Why did it not run?» for one record, against what is published. */
import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { useFlowDesigner } from "../model/context";
import { flowPath } from "../model/queries";
import type { Explained } from "../model/types";
import styles from "./dry-run.module.css";
import { ReasonList } from "./reason-list";
import { RecordSelect } from "./run-input";

export function Explain() {
  const { t } = useTranslation("flowdesign");
  const locale = useLocale();
  const { timezone } = useMe();
  const { app, flow, definition } = useFlowDesigner();
  const [record, setRecord] = useState<string | null>(null);
  const why = useQuery({
    queryKey: ["flow-explain", app, flow, record],
    queryFn: () => api.post<Explained>(`${flowPath(app, flow)}:explain`, { record_id: record }),
    enabled: record !== null,
    gcTime: 0,
    staleTime: 0,
    retry: false,
  });
  const when = (instant: string): string => formatInstant(instant, locale, timezone);
  return (
    <div className={styles.body}>
      <p className={styles.faint}>{t("why.text")}</p>
      {definition.form && <RecordSelect form={definition.form} value={record} onChange={setRecord} />}
      {why.isLoading && <ListSkeleton rows={3} />}
      {why.isError && <ErrorState compact error={why.error} onRetry={() => void why.refetch()} />}
      {why.data && (
        <>
          <Alert
            type={why.data.runs ? "success" : "info"}
            showIcon
            title={t(why.data.runs ? "why.runs" : "why.does_not")}
          />
          <ReasonList reasons={why.data.reasons} />
          {why.data.due && <p>{t("why.due", { at: when(why.data.due) })}</p>}
          {why.data.last && (
            <p className={styles.faint}>{t("why.last", { at: when(why.data.last.started_at) })}</p>
          )}
        </>
      )}
    </div>
  );
}
