/** What a drag means: which change of the definition a landing makes. */
import type {
  Field,
  FieldType,
  FormDefinition,
  LayoutBlock,
  LayoutItem,
} from "@/lib/form-runtime/definition";
import type { Drop } from "@/ui/drag/drag-store";
import { addField, addItem, moveColumn, moveItem } from "../model/edit";
import { addBlock, moveBlock } from "../model/edit-blocks";
import type { Place, Selection } from "../model/types";

/** What is in the air. */
export type Dragged =
  | { what: "type"; type: FieldType }
  | { what: "ornament"; item: LayoutItem }
  | { what: "newBlock"; block: LayoutBlock }
  | { what: "item"; block: number; page: number; index: number; key: string | null; type?: FieldType }
  | { what: "column"; subform: string; index: number; key: string }
  | { what: "block"; block: number };

/** What it is over. */
export type Target =
  | { on: "item"; block: number; page: number; index: number }
  | { on: "page"; block: number; page: number; count: number }
  | { on: "column"; subform: string; index: number }
  | { on: "subform"; subform: string; count: number }
  | { on: "block"; block: number }
  | { on: "end"; count: number };

export function placeOf(drop: Drop): Place | null {
  const target = drop.target.data as Target;
  const after = drop.edge === "after" ? 1 : 0;
  if (target.on === "item") return { block: target.block, page: target.page, index: target.index + after };
  if (target.on === "page") return { block: target.block, page: target.page, index: target.count };
  if (target.on === "column") return { subform: target.subform, index: target.index + after };
  if (target.on === "subform") return { subform: target.subform, index: target.count };
  return null;
}

const blockIndex = (drop: Drop): number | null => {
  const target = drop.target.data as Target;
  if (target.on === "block") return target.block + (drop.edge === "after" ? 1 : 0);
  return target.on === "end" ? target.count : null;
};

export function canLand(drop: Drop): boolean {
  const dragged = drop.item.data as Dragged;
  if (dragged.what === "newBlock" || dragged.what === "block") return blockIndex(drop) !== null;
  const place = placeOf(drop);
  if (!place) return false;
  if (!("subform" in place)) return dragged.what !== "column";
  if (dragged.what === "type") return dragged.type !== "subform" || !place.subform.includes(".");
  return dragged.what === "column" && dragged.subform === place.subform;
}

export interface Landing {
  definition: FormDefinition;
  selection: Selection;
}

/** The definition after a landing, and what to select; null when nothing changes. */
export function land(
  definition: FormDefinition,
  drop: Drop,
  make: (type: FieldType, subform?: string) => Field,
): Landing | null {
  const dragged = drop.item.data as Dragged;
  if (dragged.what === "block" || dragged.what === "newBlock") {
    const index = blockIndex(drop);
    if (index === null) return null;
    if (dragged.what === "newBlock")
      return {
        definition: addBlock(definition, dragged.block, index),
        selection: { kind: "block", block: index },
      };
    if (index === dragged.block || index === dragged.block + 1) return null;
    const moved = moveBlock(definition, dragged.block, index);
    return {
      definition: moved,
      selection: { kind: "block", block: index > dragged.block ? index - 1 : index },
    };
  }
  const place = placeOf(drop);
  if (!place) return null;
  const subform = "subform" in place ? place.subform : undefined;
  if (dragged.what === "type") {
    const field = make(dragged.type, subform);
    return {
      definition: addField(definition, field, place),
      selection: { kind: "field", key: field.key, ...(subform ? { subform } : {}) },
    };
  }
  if (dragged.what === "column")
    return "subform" in place && place.index !== dragged.index && place.index !== dragged.index + 1
      ? {
          definition: moveColumn(definition, dragged.subform, dragged.index, place.index),
          selection: { kind: "field", key: dragged.key, subform: dragged.subform },
        }
      : null;
  if ("subform" in place) return null;
  // Put down where it was picked up.
  if (dragged.what === "item" && place.block === dragged.block && place.page === dragged.page)
    if (place.index === dragged.index || place.index === dragged.index + 1) return null;
  if (dragged.what === "ornament")
    return { definition: addItem(definition, dragged.item, place), selection: { kind: "item", ...place } };
  const moved = moveItem(definition, dragged, place);
  if (dragged.key) return { definition: moved, selection: { kind: "field", key: dragged.key } };
  const index =
    place.block === dragged.block && place.page === dragged.page && place.index > dragged.index
      ? place.index - 1
      : place.index;
  return { definition: moved, selection: { kind: "item", ...place, index } };
}
