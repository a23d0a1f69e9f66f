/** The rehearsal: every row through the form's rules without writing, what is wrong cell by cell. */
import { Alert, Button, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/ui/error-state";
import { JobProgress } from "@/ui/job-progress";
import { ErrorTable } from "./error-table";
import styles from "./import.module.css";
import { Numbers } from "./numbers";
import type { CheckResult, Draft, OnError, Upload } from "./types";
import { useJobStart } from "./use-job-start";

interface Props {
  app: string;
  upload: Upload;
  /** Null: a mended file, which goes on with the plan of its import. */
  draft: Draft | null;
  onBack: () => void;
  onRun: (onError: OnError) => void;
}

export function CheckStep({ app, upload, draft, onBack, onRun }: Props) {
  const { t } = useTranslation("import");
  const { job, error, again } = useJobStart(app, upload, draft, "check");
  const [result, setResult] = useState<CheckResult | null>(null);
  const [onError, setOnError] = useState<OnError>("skip");
  return (
    <>
      {error !== null && <ErrorState error={error} compact onRetry={again} />}
      {upload.continues && (
        <Alert
          type="info"
          showIcon
          style={{ marginBottom: 16 }}
          title={t("check.continues", { count: upload.continues.rows })}
        />
      )}
      {job !== null && !result && (
        <JobProgress<CheckResult>
          id={job}
          title={t("check.running")}
          cancellable
          onDone={(done) => setResult(done.result)}
        />
      )}
      {result && (
        <div className={styles.result}>
          <Numbers
            items={[
              { label: t("check.rows"), value: result.rows },
              { label: t("check.created"), value: result.created },
              ...(result.updated > 0 ? [{ label: t("check.updated"), value: result.updated }] : []),
              ...(result.linked > 0 ? [{ label: t("check.linked"), value: result.linked }] : []),
              ...(result.skipped > 0 ? [{ label: t("check.skipped"), value: result.skipped }] : []),
              { label: t("check.bad"), value: result.bad, tone: result.bad > 0 ? "bad" : undefined },
            ]}
          />
          {result.bad === 0 ? (
            <Alert type="success" showIcon title={t("check.all_good")} />
          ) : (
            <>
              <ErrorTable errors={result.errors} />
              {result.errors.length >= 500 && (
                <p className={styles.faint}>{t("check.first", { count: 500 })}</p>
              )}
              {draft === null ? (
                <p className={styles.faint}>{t("check.mended_again")}</p>
              ) : (
                <Radio.Group
                  className={styles.radios}
                  aria-label={t("check.on_error")}
                  value={onError}
                  onChange={(event) => setOnError(event.target.value as OnError)}
                  options={[
                    { value: "skip", label: t("check.skip", { good: result.good, bad: result.bad }) },
                    { value: "stop", label: t("check.stop") },
                  ]}
                />
              )}
            </>
          )}
        </div>
      )}
      <footer className={styles.foot}>
        <Button onClick={onBack}>{t("back")}</Button>
        <Button
          type="primary"
          disabled={!result || result.good === 0 || (onError === "stop" && result.bad > 0)}
          onClick={() => onRun(onError)}
        >
          {result ? t("check.run", { count: result.good }) : t("check.run_later")}
        </Button>
      </footer>
    </>
  );
}
