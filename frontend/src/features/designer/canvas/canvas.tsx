/** The form as it will look, to be arranged. */
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { layoutOf } from "../model/edit";
import { useDesigner } from "../model/context";
import { useLabel } from "@/lib/i18n";
import { useDropTarget } from "@/ui/drag/use-drag";
import { BlockFrame } from "./block-frame";
import { cardId } from "./card-id";
import styles from "./canvas.module.css";
import type { Target } from "./drops";
import { useCanvasKeys } from "./use-canvas-keys";

export function Canvas() {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const { definition, selection, select } = useDesigner();
  const blocks = layoutOf(definition);
  const onKeyDown = useCanvasKeys();
  const root = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (selection?.kind !== "field") return;
    const card = document.getElementById(cardId(selection.key, selection.subform));
    card?.scrollIntoView({ block: "nearest", behavior: "smooth" });
    // The cursor stays where somebody is typing; from the palette and the canvas it goes to the card.
    if (root.current?.contains(document.activeElement) || document.activeElement === document.body)
      card?.focus({ preventScroll: true });
  }, [selection]);

  return (
    // Arrows and Delete work from anywhere on the canvas; each card is a control of its own.
    <div
      ref={root}
      role="presentation"
      className={styles.canvas}
      data-canvas
      onKeyDown={onKeyDown}
      onClick={(event) => {
        if (event.target === event.currentTarget) select(null);
      }}
    >
      <div className={styles.paper}>
        <button
          type="button"
          className={styles.formTitle}
          onClick={() => select(null)}
          title={t("canvas.form_settings")}
        >
          {label(definition.label) || definition.key}
        </button>
        {blocks.map((block, at) => (
          <BlockFrame key={at} block={block} index={at} />
        ))}
        <EndZone count={blocks.length} empty={definition.fields.length === 0} />
      </div>
    </div>
  );
}

function EndZone({ count, empty }: { count: number; empty: boolean }) {
  const { t } = useTranslation("designer");
  const target: Target = count === 0 ? { on: "page", block: 0, page: 0, count: 0 } : { on: "end", count };
  const { ref, edge } = useDropTarget({
    id: "canvas-end",
    accept: count === 0 ? ["field", "block"] : ["block"],
    edges: "inside",
    data: target,
  });
  if (!empty && count > 0) return <div ref={ref} className={styles.end} data-over={edge ?? undefined} />;
  return (
    <div ref={ref} className={styles.emptyZone} data-over={edge ?? undefined}>
      <p>{t("canvas.empty")}</p>
      <p className={styles.faint}>{t("canvas.empty_text")}</p>
    </div>
  );
}
