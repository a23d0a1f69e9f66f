/** A tab that lists what leaves a dashboard: deliveries, alerts. */
import { Button } from "antd";
import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import { TabPage } from "@/ui/designer/tab-page";
import { EmptyState } from "@/ui/empty-state";
import styles from "./sending.module.css";

interface Props {
  title: string;
  text: string;
  add: string;
  /** Absent where nothing can be added. */
  onAdd?: () => void;
  empty: { icon: ReactNode; title: string; text: string };
  notice?: ReactNode;
  cards: ReactNode[];
  children?: ReactNode;
}

export function SendingTab({ title, text, add, onAdd, empty, notice, cards, children }: Props) {
  const none = cards.length === 0;
  const button = (
    <Button
      type={none ? "primary" : "default"}
      icon={<Plus size={16} />}
      disabled={!onAdd}
      onClick={() => onAdd?.()}
    >
      {add}
    </Button>
  );
  return (
    <TabPage title={title} text={text} extra={!none && button}>
      {notice}
      {none ? <EmptyState {...empty} actions={button} /> : <div className={styles.cards}>{cards}</div>}
      {children}
    </TabPage>
  );
}
