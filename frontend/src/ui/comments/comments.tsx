/** The comments of a record in threads, and the box for the next one. */
import { Button } from "antd";
import { MessageSquare } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import styles from "./comments.module.css";
import { useCommentPlace } from "./place";
import { CommentLine } from "./comment-line";
import { Composer } from "./composer";
import { useCommentActs, useComments, type Comment } from "./queries";

export function Comments() {
  const { t } = useTranslation("around");
  const place = useCommentPlace();
  const comments = useComments(place);
  const { add } = useCommentActs();
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
            text={place.empty ?? t("comment.none_text")}
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
              root={root}
              answers={comments.data.filter((one) => one.reply_to === root.id)}
            />
          ))}
        </ol>
      </div>
      <Composer
        label={
          place.anchor && place.nameOf
            ? t("comment.write_about", { name: place.nameOf(place.anchor) ?? place.anchor })
            : t("comment.write")
        }
        action={t("send")}
        onSend={(said) => add.mutateAsync(place.anchor ? { ...said, anchor: place.anchor } : said)}
      />
    </div>
  );
}

function Thread({ root, answers }: { root: Comment; answers: Comment[] }) {
  const { t } = useTranslation("around");
  const { add } = useCommentActs();
  const [replying, setReplying] = useState(false);
  return (
    <li className={styles.thread}>
      <CommentLine comment={root} onReply={() => setReplying(true)} />
      {(answers.length > 0 || replying) && (
        <div className={styles.answers}>
          {answers.map((answer) => (
            <CommentLine key={answer.id} comment={answer} onReply={null} />
          ))}
          {replying && (
            <Composer
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
