/** Everything that happened to a record on one line: changes, comments, steps of flows. */
import { Button } from "antd";
import { Workflow } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatAgo, formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { FileList } from "@/ui/fields/file-list";
import { PersonAvatar } from "@/ui/person-avatar";
import { ListSkeleton } from "@/ui/skeletons";
import { HistoryLine } from "../record/history-line";
import styles from "./around.module.css";
import { CommentText } from "@/ui/comments/comment-text";
import type { Comment } from "@/ui/comments/queries";
import { useActivity, type FlowStep, type Line, type LockStep } from "./queries";

export function Activity({ record }: { record: string }) {
  const { t } = useTranslation("around");
  const activity = useActivity(record);
  if (activity.isPending) return <ListSkeleton rows={4} />;
  if (activity.isError)
    return <ErrorState error={activity.error} compact onRetry={() => void activity.refetch()} />;
  const lines = activity.data.pages.flatMap((page) => page.items);
  if (lines.length === 0) return <EmptyState compact title={t("activity.none")} />;
  return (
    <>
      <ol className={styles.lines} aria-label={t("tab.activity")}>
        {lines.map((line) => (
          <ActivityLine key={keyOf(line)} line={line} />
        ))}
      </ol>
      {activity.hasNextPage && (
        <p className={styles.more}>
          <Button loading={activity.isFetchingNextPage} onClick={() => void activity.fetchNextPage()}>
            {t("activity.more")}
          </Button>
        </p>
      )}
    </>
  );
}

function keyOf(line: Line): string {
  if (line.kind === "change") return `change-${line.seq}`;
  return line.kind === "comment" || line.kind === "lock"
    ? line.id
    : `${line.instance}-${line.at}-${line.text}`;
}

function ActivityLine({ line }: { line: Line }) {
  if (line.kind === "change") return <HistoryLine entry={line} />;
  if (line.kind === "lock") return <LockLine step={line} />;
  return line.kind === "comment" ? <CommentedLine comment={line} /> : <FlowLine step={line} />;
}

function CommentedLine({ comment }: { comment: Comment }) {
  const { t } = useTranslation("around");
  const name = comment.by.name ?? "?";
  return (
    <li className={styles.line}>
      <PersonAvatar id={comment.by.id} name={name} size={28} />
      <div className={styles.body}>
        <p>
          <strong>{name}</strong> {t("activity.commented")} <When at={comment.at} />
        </p>
        <div className={styles.said}>
          <CommentText comment={comment} />
          {comment.files.length > 0 && <FileList files={comment.files} compact />}
        </div>
      </div>
    </li>
  );
}

function LockLine({ step }: { step: LockStep }) {
  const { t } = useTranslation("around");
  const name = step.by.name ?? "?";
  return (
    <li className={styles.line}>
      <PersonAvatar id={step.by.id} name={name} size={28} />
      <div className={styles.body}>
        <p>
          <strong>{name}</strong> {t(step.locked ? "lock.locked" : "lock.unlocked")} <When at={step.at} />
        </p>
        {step.note && <p className={styles.said}>{step.note}</p>}
      </div>
    </li>
  );
}

function FlowLine({ step }: { step: FlowStep }) {
  return (
    <li className={styles.line}>
      {step.by ? (
        <PersonAvatar id={step.by.id} name={step.by.name ?? "?"} size={28} />
      ) : (
        <span className={styles.flowIcon}>
          <Workflow size={16} aria-hidden />
        </span>
      )}
      <div className={styles.body}>
        <p>
          {step.text} <When at={step.at} />
        </p>
        <p className={styles.faint}>
          <Link to={`/flow-instances/${step.instance}`}>{step.flow}</Link>
        </p>
        {step.comment && <p className={styles.said}>{step.comment}</p>}
      </div>
    </li>
  );
}

function When({ at }: { at: string }) {
  const locale = useLocale();
  const { timezone } = useMe();
  return (
    <time className={styles.when} dateTime={at} title={formatInstant(at, locale, timezone)}>
      {formatAgo(at, locale)}
    </time>
  );
}
