import { Button, Tag } from "antd";
import { CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatInstant } from "@/lib/dates";
import { useLabel, useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Section } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import { useJobActs, useStuck } from "./queries";
import styles from "./system.module.css";
import type { Stuck, StuckJob } from "./types";

function JobRow({ job }: { job: StuckJob }) {
  const { t } = useTranslation("system");
  const locale = useLocale();
  const toast = useToast();
  const { timezone } = useMe();
  const { again, giveUp } = useJobActs();
  const told = [
    formatInstant(job.created_at, locale, timezone),
    t("stuck.tries", { count: job.attempts }),
    job.error,
    job.next_at && t("stuck.next", { at: formatInstant(job.next_at, locale, timezone) }),
  ];
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <span>
          <code>{job.kind}</code>{" "}
          <Tag color={job.state === "failed" ? "error" : "warning"}>{t(`stuck.state.${job.state}`)}</Tag>
        </span>
        {job.message && <span>{job.message}</span>}
        <span className={styles.muted}>{told.filter(Boolean).join(" · ")}</span>
        <span className={styles.muted}>{job.id}</span>
      </div>
      <div className={styles.acts}>
        {job.known && (
          <Button
            size="small"
            loading={again.isPending}
            aria-label={t("stuck.again_named", { kind: job.kind })}
            onClick={() => again.mutate(job.id, { onError: toast.failed })}
          >
            {t("stuck.again")}
          </Button>
        )}
        <Button
          size="small"
          type="text"
          loading={giveUp.isPending}
          aria-label={t("stuck.give_up_named", { kind: job.kind })}
          onClick={() => giveUp.mutate(job.id, { onError: toast.failed })}
        >
          {t("stuck.give_up")}
        </Button>
      </div>
    </li>
  );
}

/** Places where the rest is seen to: each has its own page. */
function Elsewhere({ stuck }: { stuck: Stuck }) {
  const { t } = useTranslation("system");
  const label = useLabel();
  return (
    <>
      {stuck.apps.map((app) => (
        <li key={app.key} className={styles.row}>
          <div className={styles.what}>
            <Link to={`/apps/${app.key}/flow-instances`}>
              {t("stuck.flows", { app: label(app.label) || app.key })}
            </Link>
            <span className={styles.muted}>
              {t("stuck.flows_text", { failed: app.failed, count: app.unsent })}
            </span>
          </div>
        </li>
      ))}
      {stuck.webhooks.map((hook) => (
        <li key={hook.id} className={styles.row}>
          <div className={styles.what}>
            <Link to={`/apps/${hook.app}/settings/webhooks`}>{t("stuck.webhook", { name: hook.label })}</Link>
            <span className={styles.muted}>{t("stuck.deliveries", { count: hook.failed })}</span>
          </div>
        </li>
      ))}
      {stuck.counts.letters > 0 && (
        <li className={styles.row}>
          <div className={styles.what}>
            <Link to="/letters">{t("stuck.letters", { count: stuck.counts.letters })}</Link>
          </div>
        </li>
      )}
    </>
  );
}

/** What failed or waits too long, and what can be done about it. */
export function StuckSection() {
  const { t } = useTranslation("system");
  const stuck = useStuck();
  const found = stuck.data;
  const nothing =
    found && found.jobs.length + found.apps.length + found.webhooks.length + found.counts.letters === 0;
  return (
    <Section
      title={t("stuck.title")}
      text={found && t("stuck.text", { queued: found.counts.queued, running: found.counts.running })}
    >
      {stuck.isPending && <ListSkeleton rows={2} />}
      {stuck.isError && <ErrorState error={stuck.error} onRetry={() => void stuck.refetch()} compact />}
      {nothing && <EmptyState compact icon={<CircleCheck size={28} />} title={t("stuck.nothing")} />}
      {found && !nothing && (
        <ul className={styles.list}>
          {found.jobs.map((job) => (
            <JobRow key={job.id} job={job} />
          ))}
          <Elsewhere stuck={found} />
        </ul>
      )}
    </Section>
  );
}
