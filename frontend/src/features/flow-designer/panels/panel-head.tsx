/** The first line of a panel. */
import type { ReactNode } from "react";
import styles from "../parts/parts.module.css";

export function PanelHead({ icon, title, tools }: { icon: ReactNode; title: string; tools?: ReactNode }) {
  return (
    <div className={styles.panelHead}>
      {icon}
      <h2>{title}</h2>
      {tools}
    </div>
  );
}
