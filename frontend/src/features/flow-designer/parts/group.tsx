/** A part of a panel that can be closed; what it holds is said beside its title. */
import type { ReactNode } from "react";
import styles from "./parts.module.css";

interface Props {
  title: string;
  note?: string;
  open?: boolean;
  children: ReactNode;
}

export function Group({ title, note, open = false, children }: Props) {
  return (
    <details className={styles.group} open={open}>
      <summary>
        {title}
        {note && <span className={styles.groupNote}>{note}</span>}
      </summary>
      <div className={styles.groupBody}>{children}</div>
    </details>
  );
}
