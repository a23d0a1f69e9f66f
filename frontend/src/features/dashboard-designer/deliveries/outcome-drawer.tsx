/** What became of one delivery or alert, line by line. */
import type { UseQueryResult } from "@tanstack/react-query";
import { Drawer } from "antd";
import type { ReactNode } from "react";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { ScrollRegion } from "@/ui/scroll-region";
import { ListSkeleton } from "@/ui/skeletons";
import styles from "./sending.module.css";

/** What a drawer is about. */
export interface OutcomeProps {
  app: string;
  dashboard: string;
  /** The delivery, or the alert. */
  of: string;
  /** What it is called. */
  name: string;
  onClose: () => void;
}

interface Props<Item> {
  title: string;
  items: UseQueryResult<Item[]>;
  empty: { icon: ReactNode; title: string; text: string };
  /** One `li`. */
  line: (item: Item) => ReactNode;
  onClose: () => void;
}

export function OutcomeDrawer<Item>({ title, items, empty, line, onClose }: Props<Item>) {
  return (
    <Drawer open size={520} title={title} styles={{ body: { padding: 0 } }} onClose={onClose}>
      <ScrollRegion label={title} className={styles.scroll}>
        {items.isPending && <ListSkeleton rows={4} />}
        {items.isError && <ErrorState compact error={items.error} onRetry={() => void items.refetch()} />}
        {items.data?.length === 0 && <EmptyState {...empty} />}
        {items.data && items.data.length > 0 && (
          <ul className={styles.list} aria-label={title}>
            {items.data.map(line)}
          </ul>
        )}
      </ScrollRegion>
    </Drawer>
  );
}
