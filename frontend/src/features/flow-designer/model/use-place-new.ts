/** Adding by click: behind what is selected, else before the last end. */
import { edgesOf, nodesOf } from "@/lib/flow-design/definition";
import { useFlowDesigner } from "./context";
import type { PaletteKind } from "./palette";
import { useNodeActs } from "./use-node-acts";

export function usePlaceNew(): (kind: PaletteKind) => void {
  const { definition, drawing, selection, view } = useFlowDesigner();
  const acts = useNodeActs();
  return (kind) => {
    if (view === "graph" || !drawing) return acts.place(kind, null);
    const edges = edgesOf(definition);
    const chosen =
      selection?.kind === "edge"
        ? drawing.slots.find((slot) => slot.edges.includes(selection.edge))
        : selection?.kind === "node"
          ? drawing.slots.find(
              (slot) =>
                slot.after === selection.id || slot.edges.some((at) => edges[at]?.from === selection.id),
            )
          : undefined;
    const ends = new Set(
      nodesOf(definition).flatMap((node) => (node.type === "end" && !node.parent ? [node.id] : [])),
    );
    const last = drawing.slots.filter((slot) => slot.edges.some((at) => ends.has(edges[at]?.to ?? "")));
    const slot = chosen ?? last.at(-1) ?? drawing.slots.at(-1);
    if (slot) acts.insert(kind, { edges: slot.edges, after: slot.after });
  };
}
