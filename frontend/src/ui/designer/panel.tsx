/** The right column of a designer: what is selected, what can be done with it, and its properties. */
import { Fragment, type ReactNode } from "react";
import { Kbd } from "../kbd";
import styles from "./panel.module.css";

interface Props {
  icon?: ReactNode;
  title: string;
  tools?: ReactNode;
  children: ReactNode;
}

export function Panel({ icon, title, tools, children }: Props) {
  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        {icon}
        <h2>{title}</h2>
        {tools}
      </div>
      {children}
    </div>
  );
}

/** What the keyboard can do: keys as they stand on it, `Ctrl C`, and what they do. */
export function KeyHelp({ lines }: { lines: readonly (readonly [keys: string, act: string])[] }) {
  return (
    <dl className={styles.keys}>
      {lines.map(([keys, act]) => (
        <Fragment key={keys}>
          <dt>
            <Kbd>{keys}</Kbd>
          </dt>
          <dd>{act}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
