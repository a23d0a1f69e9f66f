/** One comment: whose, when, its words and files, and what may be done with it. */
import { Button, Dropdown } from "antd";
import { Check, Ellipsis, PencilLine, Reply, RotateCcw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatAgo, formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { FileList } from "@/ui/fields/file-list";
import { PersonAvatar } from "@/ui/person-avatar";
import { useToast } from "@/ui/use-toast";
import styles from "./comments.module.css";
import { CommentText } from "./comment-text";
import { Composer } from "./composer";
import { useCommentPlace } from "./place";
import { toBox } from "./mention-text";
import { useCommentActs, type Comment } from "./queries";

interface Props {
  comment: Comment;
  onReply: (() => void) | null;
}

export function CommentLine({ comment, onReply }: Props) {
  const { t } = useTranslation("around");
  const locale = useLocale();
  const { timezone } = useMe();
  const toast = useToast();
  const acts = useCommentActs();
  const [changing, setChanging] = useState(false);
  const name = comment.by.name ?? "?";
  if (comment.deleted) return <p className={styles.gone}>{t("comment.deleted")}</p>;
  const items = comment.mine
    ? [
        { key: "change", label: t("comment.change"), icon: <PencilLine size={14} /> },
        { key: "remove", label: t("comment.remove"), icon: <Trash2 size={14} />, danger: true },
      ]
    : [];
  const act = (key: string) => {
    if (key === "change") setChanging(true);
    else acts.remove.mutate(comment.id, { onError: toast.failed });
  };
  return (
    <article className={styles.comment} data-resolved={!!comment.resolved || undefined}>
      <PersonAvatar id={comment.by.id} name={name} size={28} />
      <div className={styles.body}>
        <header className={styles.commentHead}>
          <strong>{name}</strong>
          <time
            dateTime={comment.at}
            title={formatInstant(comment.at, locale, timezone)}
            className={styles.when}
          >
            {formatAgo(comment.at, locale)}
            {comment.edited_at && ` · ${t("comment.edited")}`}
          </time>
          <span className={styles.acts}>
            {onReply && (
              <Button
                type="text"
                size="small"
                icon={<Reply size={14} />}
                aria-label={t("comment.reply")}
                title={t("comment.reply")}
                onClick={onReply}
              />
            )}
            {comment.reply_to === null && (
              <Button
                type="text"
                size="small"
                icon={comment.resolved ? <RotateCcw size={14} /> : <Check size={14} />}
                aria-label={t(comment.resolved ? "comment.reopen" : "comment.resolve")}
                title={t(comment.resolved ? "comment.reopen" : "comment.resolve")}
                onClick={() =>
                  acts.resolve.mutate(
                    { comment: comment.id, resolved: !comment.resolved },
                    { onError: toast.failed },
                  )
                }
              />
            )}
            {items.length > 0 && (
              <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => act(key) }}>
                <Button
                  type="text"
                  size="small"
                  icon={<Ellipsis size={14} />}
                  aria-label={t("comment.more")}
                />
              </Dropdown>
            )}
          </span>
        </header>
        {changing ? (
          <Composer
            label={t("comment.change")}
            action={t("save")}
            start={{ ...toBox(comment.text, comment.people), files: comment.files }}
            autoFocus
            onCancel={() => setChanging(false)}
            onSend={async (said) => {
              await acts.change.mutateAsync({ comment: comment.id, ...said });
              setChanging(false);
            }}
          />
        ) : (
          <>
            {comment.anchor && comment.reply_to === null && <Anchor anchor={comment.anchor} />}
            <CommentText comment={comment} />
            {comment.files.length > 0 && <FileList files={comment.files} />}
          </>
        )}
        {comment.resolved && (
          <p className={styles.resolved}>
            <Check size={14} aria-hidden />{" "}
            {t("comment.resolved_by", { name: comment.resolved.by.name ?? "?" })}
          </p>
        )}
      </div>
    </article>
  );
}

/** The part it speaks of; pressed, it is shown. */
function Anchor({ anchor }: { anchor: string }) {
  const { nameOf, onAnchor } = useCommentPlace();
  const name = nameOf?.(anchor);
  if (!name) return null;
  return (
    <button type="button" className={styles.anchor} disabled={!onAnchor} onClick={() => onAnchor?.(anchor)}>
      {name}
    </button>
  );
}
