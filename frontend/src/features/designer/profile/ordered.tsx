/** Things that stand one below the other and are put in order by their grips, by pointer, touch or keyboard. */
import type { ReactNode } from "react";
import { DragArea } from "@/ui/drag/drag-area";
import { DragHandle } from "@/ui/drag/drag-handle";
import { DropLine } from "@/ui/drag/drop-line";
import { useDragItem, useDropTarget } from "@/ui/drag/use-drag";
import styles from "./profile.module.css";

interface Props<T> {
  items: T[];
  idOf: (item: T) => string;
  nameOf: (item: T) => string;
  onChange: (items: T[]) => void;
  children: (item: T, at: number) => ReactNode;
}

const KIND = "ordered";

/** The items with `moved` before or after `target`. */
export function moved<T>(items: T[], from: number, to: number, edge: "before" | "after"): T[] {
  const item = items[from];
  if (item === undefined || from === to) return items;
  const rest = items.filter((_, at) => at !== from);
  const place = (to > from ? to - 1 : to) + (edge === "after" ? 1 : 0);
  return [...rest.slice(0, place), item, ...rest.slice(place)];
}

export function Ordered<T>({ items, idOf, nameOf, onChange, children }: Props<T>) {
  return (
    <DragArea
      onDrop={({ item, target, edge }) => {
        if (edge === "inside") return;
        const at = (id: string) => items.findIndex((each) => idOf(each) === id);
        onChange(moved(items, at(item.id), at(target.id), edge));
      }}
    >
      <ul className={styles.ordered}>
        {items.map((item, at) => (
          <Line key={idOf(item)} id={idOf(item)} name={nameOf(item)}>
            {children(item, at)}
          </Line>
        ))}
      </ul>
    </DragArea>
  );
}

function Line({ id, name, children }: { id: string; name: string; children: ReactNode }) {
  const drag = useDragItem({ id, kind: KIND, label: name });
  const drop = useDropTarget({ id, accept: [KIND], edges: "list" });
  return (
    <li
      ref={(element) => {
        drag.ref(element);
        drop.ref(element);
      }}
      className={styles.line}
      data-dragging={drag.dragging || undefined}
    >
      <DropLine edge={drop.edge} />
      <DragHandle handleRef={drag.handleRef} label={name} />
      <div className={styles.lineBody}>{children}</div>
    </li>
  );
}
