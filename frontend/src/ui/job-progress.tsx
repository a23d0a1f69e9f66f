import { Button, Progress } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { jobIsOver, useJob } from "@/lib/queries/jobs";
import type { Job } from "@/lib/types";
import { ErrorState } from "./error-state";

interface Props<Result> {
  id: string;
  /** What is being done, in one line. */
  title: string;
  onDone?: (job: Job<Result>) => void;
  cancellable?: boolean;
}

/** A long piece of work on the server, followed until it is over. */
export function JobProgress<Result>({ id, title, onDone, cancellable = false }: Props<Result>) {
  const { t } = useTranslation("common");
  const query = useJob<Result>(id);
  const job = query.data;
  const told = useRef<string | null>(null);
  useEffect(() => {
    if (job?.state === "done" && told.current !== job.id) {
      told.current = job.id;
      onDone?.(job);
    }
  }, [job, onDone]);
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} compact />;
  const percent = job?.state === "done" ? 100 : job?.total ? Math.round((job.done / job.total) * 100) : 0;
  const failed = job?.state === "failed" || job?.state === "cancelled";
  return (
    <div role="status" aria-live="polite">
      <p style={{ fontWeight: 600 }}>{title}</p>
      <Progress
        percent={percent}
        status={failed ? "exception" : job?.state === "done" ? "success" : "active"}
        aria-label={title}
      />
      <p style={{ color: failed ? "var(--dg-danger)" : "var(--dg-text-2)" }}>
        {job?.message ?? t(`job.${job?.state ?? "queued"}`)}
        {job?.total ? ` · ${job.done} / ${job.total}` : ""}
      </p>
      {cancellable && !jobIsOver(job) && (
        <Button
          size="small"
          style={{ marginTop: 8 }}
          onClick={() => void api.delete(`/jobs/${id}`).then(() => query.refetch())}
        >
          {t("action.cancel")}
        </Button>
      )}
    </div>
  );
}
