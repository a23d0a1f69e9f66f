/** A tab of a designer that is read from top to bottom; with a head of its own where its sections have none. */
import type { ReactNode } from "react";
import styles from "./tab-page.module.css";

interface Props {
  title?: string;
  text?: string;
  extra?: ReactNode;
  children: ReactNode;
}

export function TabPage({ title, text, extra, children }: Props) {
  return (
    <div className={styles.tab}>
      {title && (
        <header className={styles.head}>
          <div>
            <h2>{title}</h2>
            {text && <p>{text}</p>}
          </div>
          {extra}
        </header>
      )}
      {children}
    </div>
  );
}

/** Properties one below the other, as wide as a form. */
export function Fields({ children }: { children: ReactNode }) {
  return <div className={styles.fields}>{children}</div>;
}
