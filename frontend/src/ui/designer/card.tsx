/** One of several things that a designer lists below each other, each with all its settings: a rule, a delivery. */
import type { ReactNode } from "react";
import { RemoveButton } from "../remove-button";
import styles from "./card.module.css";

interface Props {
  /** Its name, for those who hear the page. */
  name: string;
  icon: ReactNode;
  head: ReactNode;
  removeLabel: string;
  onRemove: () => void;
  children: ReactNode;
}

export function Card({ name, icon, head, removeLabel, onRemove, children }: Props) {
  return (
    <article className={styles.card} aria-label={name}>
      <header className={styles.head}>
        {icon}
        {head}
        <RemoveButton label={removeLabel} onClick={onRemove} />
      </header>
      {children}
    </article>
  );
}
