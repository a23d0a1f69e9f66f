/** A flow's draft as it is drawn. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { FlowDefinition, NodeType } from "@/lib/flow-design/definition";
import { readStructure } from "@/lib/flow-design/structure";
import { layoutTree } from "@/lib/flow-design/tree-layout";
import { useLabel } from "@/lib/i18n";
import { usePhone } from "@/lib/use-media";
import { CardFace } from "@/ui/flow-drawing/card-face";
import { DrawingView, placed } from "@/ui/flow-drawing/drawing-view";
import styles from "./codesign.module.css";
import { partsOf, type OutlineProps } from "./parts";

/** Null for a draft that can't be drawn from the top down: its steps are listed then. */
function useDrawing(definition: Record<string, unknown>) {
  return useMemo(() => {
    try {
      const flow = definition as unknown as FlowDefinition;
      const structure = readStructure(flow);
      return structure ? layoutTree(flow, structure) : null;
    } catch {
      return null;
    }
  }, [definition]);
}

export function FlowOutline({ draft, anchor, onChoose }: OutlineProps) {
  const { t } = useTranslation("drawing");
  const label = useLabel();
  const phone = usePhone();
  const drawing = useDrawing(draft.definition);
  const parts = partsOf(draft);
  const face = (key: string) => {
    const part = parts.find((one) => one.key === key);
    if (!part) return null;
    return (
      <CardFace
        type={part.type as NodeType}
        title={label(part.label) || t(`type.${part.type}`, { defaultValue: part.type })}
      />
    );
  };
  const button = (key: string) => (
    <button type="button" className={styles.node} aria-pressed={anchor === key} onClick={() => onChoose(key)}>
      {face(key)}
    </button>
  );
  if (!drawing || phone)
    return (
      <ol className={styles.fields}>
        {parts.map((part) => (
          <li key={part.key}>{button(part.key)}</li>
        ))}
      </ol>
    );
  return (
    <div className={styles.flow}>
      <DrawingView
        drawing={drawing}
        box={(box) =>
          box.kind === "join" ? (
            <span style={placed(box)} className={styles.join} />
          ) : (
            <div style={placed(box)} className={styles.box}>
              {button(box.id)}
            </div>
          )
        }
      />
    </div>
  );
}
