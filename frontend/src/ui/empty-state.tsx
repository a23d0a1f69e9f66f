import type { ReactNode } from "react";
import { Mark } from "./mark";
import styles from "./state.module.css";

interface Props {
  title: string;
  text?: ReactNode;
  icon?: ReactNode;
  actions?: ReactNode;
  compact?: boolean;
}

/** Nothing here yet: says what would be here and how to make the first one. */
export function EmptyState({ title, text, icon, actions, compact = false }: Props) {
  return (
    <div className={`${styles.state} ${compact ? styles.compact : ""}`}>
      {!compact && <span className={styles.art}>{icon ?? <Mark size={28} />}</span>}
      <p className={styles.title}>{title}</p>
      {text !== undefined && <div className={styles.text}>{text}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
