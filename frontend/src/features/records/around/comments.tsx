/** The comments of a record in threads, and the box for the next one. */
import { Button } from "antd";
import { MessageSquare } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import styles from "./around.module.css";
import { CommentLine } from "./comment-line";
import { Composer } from "./composer";
import { useCommentActs, useComments, type Comment } from "./queries";

export function Comments({ record }: { record: string }) {
  const { t } = useTranslation("around");
  const comments = useComments(record);
  const { add } = useCommentActs(record);
  const [showDone, setShowDone] = useState(false);
  if (comments.isPending) return <ListSkeleton rows={3} />;
  if (comments.isError)
    return <ErrorState error={comments.error} compact onRetry={() => void comments.refetch()} />;
  const threads = comments.data.filter((one) => one.reply_to === null);
  const done = threads.filter((one) => one.resolved);
  const shown = showDone ? threads : threads.filter((one) => !one.resolved);
  return (
    <div className={styles.pane}>
      <div className={styles.list}>
        {threads.length === 0 && (
          <EmptyState
            icon={<MessageSquare size={24} />}
            title={t("comment.none")}
            text={t("comment.none_text")}
          />
        )}
        {done.length > 0 && (
          <Button type="link" size="small" onClick={() => setShowDone(!showDone)}>
            {t(showDone ? "comment.hide_done" : "comment.show_done", { count: done.length })}
          </Button>
        )}
        <ol className={styles.threads} aria-label={t("tab.comments")}>
          {shown.map((root) => (
            <Thread
              key={root.id}
              record={record}
              root={root}
              answers={comments.data.filter((one) => one.reply_to === root.id)}
            />
          ))}
        </ol>
      </div>
      <Composer
        record={record}
        label={t("comment.write")}
        action={t("send")}
        onSend={(said) => add.mutateAsync(said)}
      />
    </div>
  );
}

function Thread({ record, root, answers }: { record: string; root: Comment; answers: Comment[] }) {
  const { t } = useTranslation("around");
  const { add } = useCommentActs(record);
  const [replying, setReplying] = useState(false);
  return (
    <li className={styles.thread}>
      <CommentLine record={record} comment={root} onReply={() => setReplying(true)} />
      {(answers.length > 0 || replying) && (
        <div className={styles.answers}>
          {answers.map((answer) => (
            <CommentLine key={answer.id} record={record} comment={answer} onReply={null} />
          ))}
          {replying && (
            <Composer
              record={record}
              label={t("comment.reply")}
              action={t("send")}
              autoFocus
              onCancel={() => setReplying(false)}
              onSend={async (said) => {
                await add.mutateAsync({ ...said, reply_to: root.id });
                setReplying(false);
              }}
            />
          )}
        </div>
      )}
    </li>
  );
}
