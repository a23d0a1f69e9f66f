/** What was copied last, kept for this window: a piece can be pasted into another flow, too. */
import type { Piece } from "@/lib/flow-design/edit";

const KEY = "dougong.flow-piece";

export function keepPiece(piece: Piece): void {
  sessionStorage.setItem(KEY, JSON.stringify(piece));
}

export function keptPiece(): Piece | null {
  const text = sessionStorage.getItem(KEY);
  if (text === null) return null;
  try {
    return JSON.parse(text) as Piece;
  } catch {
    return null;
  }
}
