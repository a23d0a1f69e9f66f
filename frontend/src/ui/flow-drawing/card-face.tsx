/** What stands on a card: sign, name, one line of what it does. The frame around it belongs to the caller. */
import type { ReactNode } from "react";
import type { NodeType } from "@/lib/flow-design/definition";
import styles from "./flow-drawing.module.css";
import { NodeIcon } from "./node-look";

interface Props {
  type: NodeType;
  title: string;
  summary?: string;
  /** Something at the right of the title: problems, a count. */
  mark?: ReactNode;
}

export function CardFace({ type, title, summary, mark }: Props) {
  return (
    <span className={styles.face}>
      <NodeIcon type={type} />
      <span className={styles.words}>
        <span className={styles.title}>
          <span className={styles.name}>{title}</span>
          {mark}
        </span>
        {summary !== undefined && (
          <span className={styles.summary} title={summary}>
            {summary}
          </span>
        )}
      </span>
    </span>
  );
}
