import type { ReactNode } from "react";
import styles from "./centred.module.css";

interface Props {
  /** Around it a line of dashes: something is to be put here. */
  framed?: boolean;
  alert?: boolean;
  children: ReactNode;
}

/** A few words in the middle of a tile that shows no figure. */
export function Centred({ framed, alert, children }: Props) {
  return (
    <div className={styles.centred} data-framed={framed || undefined} role={alert ? "alert" : undefined}>
      {children}
    </div>
  );
}
