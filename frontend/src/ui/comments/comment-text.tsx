/** A comment's words; people stand out in them. */
import { useMe } from "@/lib/queries/session";
import styles from "./comments.module.css";
import { piecesOf } from "./mention-text";
import type { Comment } from "./queries";

export function CommentText({ comment }: { comment: Pick<Comment, "text" | "people"> }) {
  const { id } = useMe();
  return (
    <p className={styles.text}>
      {piecesOf(comment.text).map((piece, place) =>
        "text" in piece ? (
          <span key={place}>{piece.text}</span>
        ) : (
          <span key={place} className={styles.mention} data-me={piece.person === id || undefined}>
            @{comment.people[piece.person] ?? "?"}
          </span>
        ),
      )}
    </p>
  );
}
