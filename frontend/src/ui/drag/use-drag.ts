import { pointerIntersection } from "@dnd-kit/collision";
import { useDraggable, useDroppable } from "@dnd-kit/react";
import type { TargetData } from "./drag-area";
import { useOverEdge, type DragItem, type Edge, type Edges } from "./drag-store";

/** Makes an element something to pick up; with `handleRef` only by its handle. */
export function useDragItem(item: DragItem, options: { disabled?: boolean } = {}) {
  const { ref, handleRef, isDragging } = useDraggable({
    id: item.id,
    type: item.kind,
    data: item as unknown as Record<string, unknown>,
    disabled: options.disabled,
  });
  return { ref, handleRef, dragging: isDragging };
}

interface TargetInput {
  id: string;
  /** Kinds of items that may land here. */
  accept: string[];
  edges: Edges;
  /** Of two targets under the pointer the deeper one wins. */
  depth?: number;
  data?: unknown;
  disabled?: boolean;
}

/** Makes an element a place to land; `edge` says where the item in the air would land now. */
export function useDropTarget(input: TargetInput) {
  const offer: TargetData = { edges: input.edges, data: input.data };
  const { ref } = useDroppable({
    id: input.id,
    accept: input.accept,
    data: offer as unknown as Record<string, unknown>,
    collisionDetector: pointerIntersection,
    collisionPriority: 1 + (input.depth ?? 0),
    disabled: input.disabled,
  });
  const edge: Edge | null = useOverEdge(input.id);
  return { ref, edge };
}
