/**
 * Tiles on a grid of 12 columns: what happens when one is put somewhere, moved or made larger. Others give way
 * downwards, and everything falls up as far as it can, so that a layout has no holes above a tile.
 */
import type { Place } from "./definition";

export const COLUMNS = 12;
export const MOST_ROWS = 60;

export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/** A box that stands within the columns; smallest sizes are 1 × 1. */
export function within(box: Box): Box {
  const w = clamp(Math.round(box.w), 1, COLUMNS);
  const h = clamp(Math.round(box.h), 1, MOST_ROWS);
  return { x: clamp(Math.round(box.x), 0, COLUMNS - w), y: Math.max(0, Math.round(box.y)), w, h };
}

export const overlap = (one: Box, other: Box): boolean =>
  one.x < other.x + other.w &&
  other.x < one.x + one.w &&
  one.y < other.y + other.h &&
  other.y < one.y + one.h;

/** From the top down, then from left to right: how a page is read. */
export const byReading = (one: Box, other: Box): number => one.y - other.y || one.x - other.x;

const readingOrder = (places: readonly Place[]): Place[] => [...places].sort(byReading);

/** Lets every tile fall up; `first` keeps its place before all others of the same line. */
function settle(places: readonly Place[], first?: string): Place[] {
  const sorted = [...places].sort(
    (one, other) =>
      one.y - other.y || Number(other.tile === first) - Number(one.tile === first) || one.x - other.x,
  );
  const done: Place[] = [];
  for (const place of sorted) {
    let { y } = place;
    const free = (at: number) => !done.some((other) => overlap({ ...place, y: at }, other));
    if (free(y)) while (y > 0 && free(y - 1)) y -= 1;
    else while (!free(y)) y += 1;
    done.push(y === place.y ? place : { ...place, y });
  }
  const found = new Map(done.map((place) => [place.tile, place]));
  return places.map((place) => found.get(place.tile) ?? place);
}

/** A tile at a place and size of its own; whatever stood there gives way. */
export function put(places: readonly Place[], tile: string, box: Box): Place[] {
  const wanted = within(box);
  const own = places.find((place) => place.tile === tile);
  const mine: Place = { ...(own ?? {}), tile, ...wanted };
  // Taken up first: what lies below falls into its place, so that a tile can be moved below its neighbour.
  const others = new Map(remove(places, tile).map((place) => [place.tile, place]));
  // What it lands on goes below it; what merely hangs into it from above stays, and the tile gives way itself.
  for (const [key, place] of others)
    if (overlap(place, mine) && place.y >= mine.y) others.set(key, { ...place, y: mine.y + mine.h });
  const next = own
    ? places.map((place) => (place.tile === tile ? mine : (others.get(place.tile) ?? place)))
    : [...others.values(), mine];
  return settle(next, tile);
}

/** One step of the keyboard; downwards as far as it takes to change anything, as tiles fall up again. */
export function step(places: readonly Place[], tile: string, x: number, y: number): Box | null {
  const own = places.find((place) => place.tile === tile);
  if (!own) return null;
  const last = y > 0 ? heightOf(places) : own.y + y;
  for (let at = own.y + y; at <= last; at += 1) {
    const box = { x: own.x + x, y: at, w: own.w, h: own.h };
    if (y <= 0 || put(places, tile, box).find((place) => place.tile === tile)?.y !== own.y) return box;
  }
  return null;
}

export const remove = (places: readonly Place[], tile: string): Place[] =>
  settle(places.filter((place) => place.tile !== tile));

/** The first hole, from the top, that a box of this size fits into. */
export function firstFree(places: readonly Place[], size: { w: number; h: number }): Box {
  const { w, h } = within({ x: 0, y: 0, ...size });
  const bottom = heightOf(places);
  for (let y = 0; y <= bottom; y += 1)
    for (let x = 0; x + w <= COLUMNS; x += 1)
      if (!places.some((place) => overlap({ x, y, w, h }, place))) return { x, y, w, h };
  return { x: 0, y: bottom, w, h };
}

/** Rows in use. */
export const heightOf = (places: readonly Place[]): number =>
  Math.max(0, ...places.map((place) => place.y + place.h));

/** The keys of tiles as a phone shows them: those with an order first, by it; the others as they are read. */
export function phoneOrder(places: readonly Place[]): string[] {
  const read = readingOrder(places).map((place, at) => ({ place, at }));
  return read
    .sort(
      (one, other) =>
        (one.place.order ?? Number.MAX_SAFE_INTEGER) - (other.place.order ?? Number.MAX_SAFE_INTEGER) ||
        one.at - other.at,
    )
    .map(({ place }) => place.tile);
}

/** Writes an order of the phone into the places. */
export const withPhoneOrder = (places: readonly Place[], order: readonly string[]): Place[] =>
  places.map((place) => ({ ...place, order: Math.max(0, order.indexOf(place.tile)) }));

/** Which cell of the grid lies under a point of it (pixels from its corner). */
export function cellAt(
  point: { x: number; y: number },
  grid: { width: number; row: number; gap: number },
): { x: number; y: number } {
  const column = (grid.width + grid.gap) / COLUMNS;
  return {
    x: clamp(Math.floor(point.x / column), 0, COLUMNS - 1),
    y: Math.max(0, Math.floor(point.y / (grid.row + grid.gap))),
  };
}
