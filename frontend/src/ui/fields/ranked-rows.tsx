/** Ranked options in their order, to be dragged or moved with the arrows. */
import { Button } from "antd";
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { DragArea } from "@/ui/drag/drag-area";
import { DragHandle } from "@/ui/drag/drag-handle";
import { DropLine } from "@/ui/drag/drop-line";
import { useDragItem, useDropTarget } from "@/ui/drag/use-drag";
import styles from "./survey.module.css";

/** `from` stands before `to` afterwards. */
function moved(ranked: string[], from: number, to: number): string[] {
  const rest = ranked.filter((_, at) => at !== from);
  const at = to > from ? to - 1 : to;
  return [...rest.slice(0, at), ranked[from]!, ...rest.slice(at)];
}

interface RowProps {
  scope: string;
  name: string;
  at: number;
  last: boolean;
  disabled?: boolean;
  onMove: (to: number) => void;
  onRemove: () => void;
}

function Row({ scope, name, at, last, disabled, onMove, onRemove }: RowProps) {
  const { t } = useTranslation("form");
  const drag = useDragItem({ id: `${scope}-${at}`, kind: scope, label: name, data: at }, { disabled });
  const drop = useDropTarget({ id: `${scope}-to-${at}`, accept: [scope], edges: "list", data: at });
  return (
    <li
      ref={(element) => {
        drag.ref(element);
        drop.ref(element);
      }}
      className={styles.ranked}
    >
      <DropLine edge={drop.edge} />
      {!disabled && <DragHandle handleRef={drag.handleRef} label={name} />}
      <span className={styles.place}>{at + 1}</span>
      <span className={styles.rankedName}>{name}</span>
      {!disabled && (
        <span className={styles.moves}>
          <Button
            type="text"
            size="small"
            icon={<ArrowUp size={14} />}
            disabled={at === 0}
            aria-label={t("survey.up", { name })}
            onClick={() => onMove(at - 1)}
          />
          <Button
            type="text"
            size="small"
            icon={<ArrowDown size={14} />}
            disabled={last}
            aria-label={t("survey.down", { name })}
            onClick={() => onMove(at + 2)}
          />
          <Button
            type="text"
            size="small"
            icon={<X size={14} />}
            aria-label={t("survey.unrank", { name })}
            onClick={onRemove}
          />
        </span>
      )}
    </li>
  );
}

interface Props {
  ranked: string[];
  nameOf: (value: string) => string;
  disabled?: boolean;
  put: (next: string[]) => void;
}

export function RankedRows({ ranked, nameOf, disabled, put }: Props) {
  const scope = useId();
  return (
    <DragArea
      onDrop={({ item, target, edge }) =>
        put(moved(ranked, Number(item.data), Number(target.data) + (edge === "after" ? 1 : 0)))
      }
    >
      <ol className={styles.rankedList}>
        {ranked.map((value, at) => (
          <Row
            key={value}
            scope={scope}
            name={nameOf(value)}
            at={at}
            last={at === ranked.length - 1}
            disabled={disabled}
            onMove={(to) => put(moved(ranked, at, to))}
            onRemove={() => put(ranked.filter((one) => one !== value))}
          />
        ))}
      </ol>
    </DragArea>
  );
}
