import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/lib/api";
import { problemText } from "@/lib/problem-text";
import { Forbidden, NotFound } from "./not-found";
import { PlainButton } from "./plain-button";
import styles from "./state.module.css";

interface Props {
  error: unknown;
  onRetry?: () => void;
  compact?: boolean;
  /** What failed, where it was no loading. */
  title?: string;
}

/** Says what failed and offers the next try. «Not found» and «not allowed» speak for themselves. */
export function ErrorState({ error, onRetry, compact = false, title }: Props) {
  const { t } = useTranslation("common");
  if (!compact && error instanceof ApiProblem && error.status === 404) return <NotFound />;
  if (!compact && error instanceof ApiProblem && error.status === 403) return <Forbidden />;
  return (
    <div className={`${styles.state} ${compact ? styles.compact : ""}`} role="alert">
      <p className={styles.title}>{title ?? t("error.title")}</p>
      <p className={styles.text}>{problemText(error)}</p>
      {onRetry && (
        <div className={styles.actions}>
          <PlainButton onClick={onRetry}>{t("action.retry")}</PlainButton>
        </div>
      )}
    </div>
  );
}
