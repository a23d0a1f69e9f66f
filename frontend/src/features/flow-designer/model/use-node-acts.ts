/** What can be done with steps: put somewhere, moved, copied, cut, doubled, removed. */
import { useTranslation } from "react-i18next";
import { canMove, moveNode, pieceOf, removeBlock } from "@/lib/flow-design/blocks";
import { edgesOf, type FlowNode } from "@/lib/flow-design/definition";
import {
  addNode,
  findNode,
  insertPiece,
  removeNode,
  withFreshIds,
  type Piece,
  type Spot,
} from "@/lib/flow-design/edit";
import { useUndoToast } from "@/ui/use-toast";
import { keepPiece, keptPiece } from "./clipboard";
import { useFlowDesigner } from "./context";
import { newPiece, type PaletteKind } from "./palette";

export function useNodeActs() {
  const { t } = useTranslation("flowdesign");
  const { definition, apply, select, selection, words, draft } = useFlowDesigner();
  const undoToast = useUndoToast();

  const put = (piece: Piece, spot: Spot, act: string): void => {
    const fresh = withFreshIds(definition, piece);
    apply(act, (flow) => insertPiece(flow, spot, fresh));
    select({ kind: "node", id: fresh.entry });
  };
  /** Behind a step: on its only way on, or where it has none. */
  const behind = (id: string): Spot | null => {
    const out = edgesOf(definition).flatMap((edge, at) => (edge.from === id ? [at] : []));
    if (out.length === 1) return { edges: out, after: null };
    return out.length === 0 && findNode(definition, id)?.type !== "end" ? { edges: [], after: id } : null;
  };
  const pasteSpot = (): Spot | null => {
    if (selection?.kind === "edge") return { edges: [selection.edge], after: null };
    return selection?.kind === "node" ? behind(selection.id) : null;
  };
  const copy = (id: string): boolean => {
    const piece = pieceOf(definition, id);
    if (piece) keepPiece(piece);
    return piece !== null;
  };
  const told = (id: string): void => {
    const node = findNode(definition, id);
    if (node) undoToast(t("act.removed", { name: words.nodeName(node) }), async () => draft.undo());
  };
  return {
    canPaste: () => keptPiece() !== null,
    insert: (kind: PaletteKind, spot: Spot) => put(newPiece(kind, definition, words), spot, "insert"),
    /** On the canvas, unconnected or behind what is selected. */
    place(kind: PaletteKind, point: { x: number; y: number } | null): void {
      const spot = point ? null : pasteSpot();
      const fresh = withFreshIds(definition, newPiece(kind, definition, words));
      if (spot) return put(newPiece(kind, definition, words), spot, "insert");
      apply("insert", (flow) => {
        const grown = fresh.nodes.reduce((one, node: FlowNode) => addNode(one, node), flow);
        const layout = point && flow.layout ? { ...flow.layout, [fresh.entry]: point } : flow.layout;
        return { ...grown, edges: [...edgesOf(grown), ...fresh.edges], ...(layout ? { layout } : {}) };
      });
      select({ kind: "node", id: fresh.entry });
    },
    move(id: string, spot: Spot): void {
      if (!canMove(definition, id, spot)) return;
      apply("move", (flow) => moveNode(flow, id, spot));
      select({ kind: "node", id });
    },
    copy,
    cut(id: string): void {
      if (!copy(id)) return;
      apply("cut", (flow) => removeBlock(flow, id));
      select(null);
      told(id);
    },
    paste(spot: Spot | null = pasteSpot()): void {
      const piece = keptPiece();
      if (piece && spot) put(piece, spot, "paste");
    },
    duplicate(id: string): void {
      const piece = pieceOf(definition, id);
      const block = piece && pieceExit(definition, piece);
      const spot = block && block.length > 0 ? { edges: block, after: null } : behind(id);
      if (piece && spot) put(piece, spot, "duplicate");
    },
    remove(id: string): void {
      if (findNode(definition, id)?.type === "start") return;
      apply("remove", (flow) => removeNode(flow, id));
      select(null);
      told(id);
    },
  };
}

/** The edges that lead out of a piece while it stands in the flow. */
function pieceExit(flow: Parameters<typeof edgesOf>[0], piece: Piece): number[] {
  const inside = new Set(piece.nodes.map((node) => node.id));
  return edgesOf(flow).flatMap((edge, at) => (inside.has(edge.from) && !inside.has(edge.to) ? [at] : []));
}
