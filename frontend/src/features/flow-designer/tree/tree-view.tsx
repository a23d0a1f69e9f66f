/** The flow from the top down. */
import { Button, Tooltip } from "antd";
import { CornerLeftUp, Minus, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Box } from "@/lib/flow-design/drawing";
import { edgesOf } from "@/lib/flow-design/definition";
import { findNode } from "@/lib/flow-design/edit";
import { DrawingView, placed } from "@/ui/flow-drawing/drawing-view";
import { ScrollRegion } from "@/ui/scroll-region";
import { useFlowDesigner } from "../model/context";
import { usePlayedEdges } from "../model/played";
import { EdgeChip } from "./edge-chip";
import { NodeCard } from "./node-card";
import { SlotPlace } from "./slot";
import { useTreeKeys } from "./use-tree-keys";
import styles from "./tree.module.css";

const STEPS = [0.5, 0.65, 0.8, 1, 1.2] as const;

export function TreeView() {
  const { t } = useTranslation("flowdesign");
  const { drawing, definition, select } = useFlowDesigner();
  const onKeys = useTreeKeys();
  const taken = usePlayedEdges();
  const [zoom, setZoom] = useState<number>(1);
  if (!drawing) return null;
  const at = STEPS.findIndex((one) => one === zoom);
  return (
    <div className={styles.view}>
      {/* The drawing knows shortcuts; what can be pressed in it are buttons of their own. */}
      <ScrollRegion
        className={styles.scroll}
        label={t("tree.label")}
        data-tree
        onKeyDown={onKeys}
        onClick={(event) => {
          if ((event.target as HTMLElement).closest("button, input, [role='option']") === null) select(null);
        }}
      >
        <DrawingView
          drawing={drawing}
          zoom={zoom}
          taken={taken}
          box={(box) => {
            const node = findNode(definition, box.id);
            return node ? <NodeCard node={node} box={box} /> : <Jump box={box} />;
          }}
          chip={(chip) => <EdgeChip chip={chip} />}
          slot={(slot) => <SlotPlace slot={slot} />}
        />
      </ScrollRegion>
      <div className={styles.zoom}>
        <Tooltip title={t("tree.smaller")}>
          <Button
            size="small"
            type="text"
            icon={<Minus size={14} />}
            aria-label={t("tree.smaller")}
            disabled={at === 0}
            onClick={() => setZoom(STEPS[at - 1]!)}
          />
        </Tooltip>
        <button type="button" className={styles.zoomValue} title={t("tree.whole")} onClick={() => setZoom(1)}>
          {Math.round(zoom * 100)}%
        </button>
        <Tooltip title={t("tree.larger")}>
          <Button
            size="small"
            type="text"
            icon={<Plus size={14} />}
            aria-label={t("tree.larger")}
            disabled={at === STEPS.length - 1}
            onClick={() => setZoom(STEPS[at + 1]!)}
          />
        </Tooltip>
      </div>
    </div>
  );
}

/** A way that leads back to a step above. */
function Jump({ box }: { box: Box }) {
  const { t } = useTranslation("flowdesign");
  const { definition, words, select } = useFlowDesigner();
  const edge = Number(box.id.replace("jump-", ""));
  const to = edgesOf(definition)[edge]?.to ?? "";
  return (
    <button
      type="button"
      className={styles.jump}
      style={placed(box)}
      onClick={() => select({ kind: "edge", edge })}
    >
      <CornerLeftUp size={14} aria-hidden />
      {t("tree.back_to", { name: words.node(to) })}
    </button>
  );
}
