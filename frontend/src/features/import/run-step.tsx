/** The import itself, followed to its end; then the way to the records and to what was refused. */
import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { CircleCheck, Download, TriangleAlert } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { apiUrl } from "@/lib/api";
import { appKey } from "@/lib/queries/apps";
import { useJob } from "@/lib/queries/jobs";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { JobProgress } from "@/ui/job-progress";
import { ErrorTable } from "./error-table";
import styles from "./import.module.css";
import { Numbers } from "./numbers";
import { UndoButton } from "./undo-button";
import type { Draft, RunResult, Upload } from "./types";
import { useJobStart } from "./use-job-start";

interface Props {
  app: string;
  upload: Upload;
  draft: Draft | null;
  onAgain: () => void;
}

export function RunStep({ app, upload, draft, onAgain }: Props) {
  const { t } = useTranslation("import");
  const client = useQueryClient();
  const navigate = useNavigate();
  const { job, error, again } = useJobStart(app, upload, draft, "run");
  const [result, setResult] = useState<RunResult | null>(null);
  const renew = useCallback(() => {
    void client.invalidateQueries({ queryKey: appKey(app) });
    void client.invalidateQueries({ queryKey: ["form-runtime", app] });
  }, [client, app]);
  const finish = (done: RunResult | null) => {
    setResult(done);
    renew();
  };
  const known = draft ? draft.form : upload.continues?.form;
  const { data: now } = useJob(job);
  const broken = now?.state === "cancelled" || now?.state === "failed";
  useEffect(() => {
    if (broken) renew();
  }, [broken, renew]);
  if (error !== null) return <ErrorState error={error} compact onRetry={again} />;
  if (!result)
    return (
      <>
        {job !== null && (
          <JobProgress<RunResult>
            id={job}
            title={t("run.running")}
            cancellable
            onDone={(done) => finish(done.result)}
          />
        )}
        {broken && now.done > 0 && (
          <Alert type="warning" showIcon title={t("run.broken", { count: now.done })} />
        )}
        <footer className={styles.foot}>
          <Button onClick={onAgain}>{t("run.another")}</Button>
          {broken && now.done > 0 && <UndoButton app={app} id={upload.id} onDone={renew} />}
          {broken && known && (
            <Button type="primary" onClick={() => void navigate(`/apps/${app}/forms/${known}`)}>
              {t("run.open")}
            </Button>
          )}
        </footer>
      </>
    );
  const { form, stopped } = result;
  return (
    <div className={styles.result}>
      <EmptyState
        icon={stopped ? <TriangleAlert size={28} aria-hidden /> : <CircleCheck size={28} aria-hidden />}
        title={stopped ? t("run.stopped") : t("run.done")}
        text={stopped ? t("run.stopped_text") : result.errors_file ? t("run.mend_text") : undefined}
        actions={
          <>
            {form !== null && (
              <Button type="primary" onClick={() => void navigate(`/apps/${app}/forms/${form}`)}>
                {t("run.open")}
              </Button>
            )}
            {result.errors_file && (
              <Button icon={<Download size={16} />} href={apiUrl(`/files/${result.errors_file.id}`)}>
                {t("run.errors_file")}
              </Button>
            )}
            <Button onClick={onAgain}>{t("run.another")}</Button>
            {!stopped && <UndoButton app={app} id={upload.id} onDone={renew} />}
          </>
        }
      />
      <Numbers
        items={[
          { label: t("run.created"), value: result.created },
          { label: t("run.updated"), value: result.updated },
          ...(result.linked > 0 ? [{ label: t("check.linked"), value: result.linked }] : []),
          ...(result.skipped > 0 ? [{ label: t("check.skipped"), value: result.skipped }] : []),
          { label: t("run.skipped"), value: result.bad, tone: result.bad > 0 ? "bad" : undefined },
        ]}
      />
      {result.errors.length > 0 && <ErrorTable errors={result.errors} />}
    </div>
  );
}
