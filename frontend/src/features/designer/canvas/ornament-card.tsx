/** A line or a note on the canvas. */
import { Button } from "antd";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { LayoutItem } from "@/lib/form-runtime/definition";
import { DropLine } from "@/ui/drag/drop-line";
import { useDragItem, useDropTarget } from "@/ui/drag/use-drag";
import { Ornament } from "@/ui/form-view/blocks";
import { updateItem } from "../model/edit-blocks";
import { useDesigner } from "../model/context";
import styles from "./canvas.module.css";
import type { Dragged, Target } from "./drops";

interface Props {
  item: LayoutItem;
  place: { block: number; page: number; index: number };
}

export function OrnamentCard({ item, place }: Props) {
  const { t } = useTranslation("designer");
  const { selection, select, apply } = useDesigner();
  const id = `${place.block}-${place.page}-${place.index}`;
  const name = t(typeof item === "object" && "note" in item ? "layout.note" : "layout.divider");
  const data: Dragged = { what: "item", ...place, key: null };
  const { ref: dragRef, dragging } = useDragItem({ id: `ornament-${id}`, kind: "field", label: name, data });
  const target: Target = { on: "item", ...place };
  const { ref: dropRef, edge } = useDropTarget({
    id: `ornament-target-${id}`,
    accept: ["field"],
    edges: "list",
    depth: 3,
    data: target,
  });
  const selected =
    selection?.kind === "item" &&
    selection.block === place.block &&
    selection.page === place.page &&
    selection.index === place.index;
  return (
    <div ref={dropRef} className={styles.wide} data-dragging={dragging || undefined}>
      <DropLine edge={edge} />
      <div className={styles.card} data-selected={selected || undefined}>
        <button
          ref={dragRef}
          type="button"
          className={styles.cardButton}
          aria-pressed={selected}
          aria-label={name}
          onClick={() => select({ kind: "item", ...place })}
        />
        <div className={styles.sample} inert>
          <Ornament item={item} />
        </div>
        {selected && (
          <div className={styles.tools}>
            <Button
              type="text"
              size="small"
              icon={<Trash2 size={14} />}
              aria-label={t("canvas.remove", { name })}
              onClick={() => {
                apply("remove", (before) => updateItem(before, place, null));
                select(null);
              }}
            />
          </div>
        )}
      </div>
    </div>
  );
}
