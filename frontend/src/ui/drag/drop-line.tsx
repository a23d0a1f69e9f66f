import type { Edge } from "./drag-store";
import styles from "./drag.module.css";

/** The mark of the landing place. Its parent needs `position: relative`. */
export function DropLine({ edge, axis = "y" }: { edge: Edge | null; axis?: "x" | "y" }) {
  if (edge === null) return null;
  const name = edge === "inside" ? styles.inside : styles[`${edge}${axis.toUpperCase()}`];
  return <span aria-hidden data-drop={edge} className={`${styles.line} ${name}`} />;
}
