/** The «+» between two steps: opens what can be put there, and takes what is dropped on it. */
import { Popover } from "antd";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Slot } from "@/lib/flow-design/drawing";
import { edgesOf } from "@/lib/flow-design/definition";
import type { Spot } from "@/lib/flow-design/edit";
import { useDraggedItem } from "@/ui/drag/drag-store";
import { useDropTarget } from "@/ui/drag/use-drag";
import { useFlowDesigner } from "../model/context";
import { useNodeActs } from "../model/use-node-acts";
import { AddMenu } from "./add-menu";
import { canPut, type Dragged, type Target } from "./drops";
import { canMove } from "@/lib/flow-design/blocks";
import styles from "./tree.module.css";

const WIDTH = 180;
const HEIGHT = 44;

export function SlotPlace({ slot }: { slot: Slot }) {
  const { t } = useTranslation("flowdesign");
  const { definition, words, readOnly } = useFlowDesigner();
  const acts = useNodeActs();
  const [open, setOpen] = useState(false);
  const item = useDraggedItem();
  const spot: Spot = { edges: slot.edges, after: slot.after };
  const target: Target = { on: "slot", spot };
  const { ref, edge } = useDropTarget({
    id: `slot-${slot.id}`,
    accept: ["flow-new", "flow-node"],
    edges: "inside",
    depth: 2,
    data: target,
    disabled: readOnly,
  });
  if (readOnly) return null;
  const dragged = item?.data as Dragged | undefined;
  const takes =
    dragged &&
    (dragged.what === "new" ? canPut(definition, dragged.kind, spot) : canMove(definition, dragged.id, spot));
  const next = edgesOf(definition)[slot.edges[0] ?? -1]?.to;
  const label = slot.after
    ? t("slot.after", { name: words.node(slot.after) })
    : t("slot.before", { name: words.node(next ?? "") });
  return (
    <div
      ref={ref}
      className={styles.slot}
      data-slot={slot.id}
      data-takes={takes || undefined}
      data-over={edge !== null || undefined}
      style={{ left: slot.x - WIDTH / 2, top: slot.y - HEIGHT / 2, width: WIDTH, height: HEIGHT }}
    >
      <Popover
        open={open}
        trigger="click"
        placement="right"
        destroyOnHidden
        onOpenChange={setOpen}
        content={
          <AddMenu
            spot={spot}
            onPick={(kind) => {
              setOpen(false);
              acts.insert(kind, spot);
            }}
            onPaste={() => {
              setOpen(false);
              acts.paste(spot);
            }}
          />
        }
      >
        <button type="button" className={styles.plus} aria-label={label} aria-haspopup="dialog" title={label}>
          <Plus size={14} aria-hidden />
        </button>
      </Popover>
      {takes && <span className={styles.dropHere}>{t("slot.drop")}</span>}
    </div>
  );
}
