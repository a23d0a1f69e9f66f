/** Points that would stand upon each other, as one. */
import { project } from "@/ui/fields/geo";
import type { RecordRow } from "../../model/types";

export interface Place {
  row: RecordRow;
  /** On the map's own datum. */
  lat: number;
  lng: number;
}

export interface Cluster {
  key: string;
  /** Pixels of the whole world. */
  x: number;
  y: number;
  places: Place[];
}

/** Pixels a marker takes. */
const CELL = 56;
const TOO_NEAR = 38;

/**
 * By cells that are fixed to the world, so that nothing jumps while one moves the map; cells whose middles nearly touch
 * become one.
 */
export function clustersOf(places: Place[], zoom: number): Cluster[] {
  const level = Math.floor(zoom);
  const scale = 2 ** (zoom - level);
  const cells = new Map<string, Cluster>();
  for (const place of places) {
    const { x, y } = project(place.lat, place.lng, level);
    const key = `${level}:${Math.floor(x / CELL)}:${Math.floor(y / CELL)}`;
    const cell = cells.get(key);
    if (cell) put(cell, x, y, [place]);
    else cells.set(key, { key, x, y, places: [place] });
  }
  const found: Cluster[] = [];
  for (const cell of cells.values()) {
    const near = found.find((each) => Math.hypot(each.x - cell.x, each.y - cell.y) < TOO_NEAR);
    if (near) put(near, cell.x, cell.y, cell.places);
    else found.push(cell);
  }
  return found.map((each) => ({ ...each, x: each.x * scale, y: each.y * scale }));
}

function put(cell: Cluster, x: number, y: number, places: Place[]): void {
  const [before, more] = [cell.places.length, places.length];
  cell.x = (cell.x * before + x * more) / (before + more);
  cell.y = (cell.y * before + y * more) / (before + more);
  cell.places.push(...places);
}
