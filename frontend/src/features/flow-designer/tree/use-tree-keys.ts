/** The drawing by keyboard: arrows go from card to card, Enter edits, Delete removes, Ctrl+C/X/V/D copy. */
import type { KeyboardEvent } from "react";
import type { Box } from "@/lib/flow-design/drawing";
import { useFlowDesigner } from "../model/context";
import { useNodeActs } from "../model/use-node-acts";
import { FIRST_BOX } from "../panels/node-panel";
import { cardId } from "./card-id";

const ARROWS: Record<string, [number, number]> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

const middle = (box: Box): [number, number] => [box.x + box.width / 2, box.y + box.height / 2];

/** The nearest box in a direction; what stands aside counts as further away. */
export function nearest(boxes: Box[], from: Box, [dx, dy]: [number, number]): Box | null {
  const [x, y] = middle(from);
  let best: Box | null = null;
  let least = Infinity;
  for (const box of boxes) {
    if (box === from || box.kind === "jump") continue;
    const [bx, by] = middle(box);
    const along = (bx - x) * dx + (by - y) * dy;
    const aside = Math.abs((bx - x) * dy) + Math.abs((by - y) * dx);
    if (along < 8) continue;
    const far = along + aside * 2;
    if (far < least) {
      least = far;
      best = box;
    }
  }
  return best;
}

export function useTreeKeys() {
  const { drawing, selection, select, readOnly } = useFlowDesigner();
  const acts = useNodeActs();
  const go = (event: KeyboardEvent, id: string | null): void => {
    const boxes = drawing?.boxes ?? [];
    const from = boxes.find((box) => box.id === id);
    const next = from ? nearest(boxes, from, ARROWS[event.key]!) : boxes[0];
    if (!next) return;
    select({ kind: "node", id: next.id });
    requestAnimationFrame(() => {
      const card = document.getElementById(cardId(next.id));
      card?.focus();
      card?.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
  };
  const withControl = (key: string, id: string | null): boolean => {
    if (key === "v") acts.paste();
    else if (!id) return false;
    else if (key === "c") acts.copy(id);
    else if (key === "x") acts.cut(id);
    else if (key === "d") acts.duplicate(id);
    else return false;
    return true;
  };
  return (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (!target.matches("[data-card], [data-tree], [data-edge]")) return;
    const id = target.dataset.card ?? (selection?.kind === "node" ? selection.id : null);
    if (ARROWS[event.key]) go(event, id);
    else if (readOnly) return;
    else if (event.ctrlKey || event.metaKey) {
      if (!withControl(event.key.toLowerCase(), id)) return;
    } else if (!id) return;
    else if (event.key === "Enter") {
      select({ kind: "node", id });
      requestAnimationFrame(() => document.getElementById(FIRST_BOX)?.focus());
    } else if (event.key === "Delete" || event.key === "Backspace") acts.remove(id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
