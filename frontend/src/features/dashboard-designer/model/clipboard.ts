/** A copied tile, for this page and for others that are opened later. */
import type { Tile } from "@/lib/report/definition";

interface Kept {
  tile: Tile;
  size: { w: number; h: number };
}

let kept: Kept | null = null;

export const keepTile = (tile: Tile, size: { w: number; h: number }): void => {
  kept = { tile, size };
};
export const keptTile = (): Kept | null => kept;
