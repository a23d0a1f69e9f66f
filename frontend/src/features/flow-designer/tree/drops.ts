/** What may land where: new steps and whole blocks, on the places between steps. */
import { canMove, endsAt } from "@/lib/flow-design/blocks";
import type { FlowDefinition } from "@/lib/flow-design/definition";
import type { Spot } from "@/lib/flow-design/edit";
import type { Drop } from "@/ui/drag/drag-store";
import type { PaletteKind } from "../model/palette";

export type Dragged = { what: "new"; kind: PaletteKind } | { what: "node"; id: string };
export type Target = { on: "slot"; spot: Spot } | { on: "canvas" };

/** Whether a new step may be put there: an end would cut off what comes behind it. */
export const canPut = (flow: FlowDefinition, kind: PaletteKind, spot: Spot): boolean =>
  kind !== "end" || endsAt(flow, spot);

export function canLand(flow: FlowDefinition, drop: Drop): boolean {
  const dragged = drop.item.data as Dragged;
  const target = drop.target.data as Target;
  if (target.on === "canvas") return dragged.what === "new";
  return dragged.what === "new"
    ? canPut(flow, dragged.kind, target.spot)
    : canMove(flow, dragged.id, target.spot);
}
