/** A part of the panel with a title; and one that opens on demand. */
import type { ReactNode } from "react";
import styles from "./parts.module.css";

export function PanelSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.section} aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

export function More({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className={styles.more}>
      <summary>{title}</summary>
      <div className={styles.moreBody}>{children}</div>
    </details>
  );
}
