/** Changes of a dashboard: each takes a definition and gives the next one. */
import { firstFree, put, remove as removePlace, withPhoneOrder, type Box } from "@/lib/report/board";
import { sizeOf } from "@/lib/report/chart-specs";
import {
  filtersOf,
  placesOf,
  tilesOf,
  type Dashboard,
  type Filter,
  type Tile,
} from "@/lib/report/definition";
import { freshKey } from "@/lib/report/new-tile";

export const tileOf = (dashboard: Dashboard, key: string): Tile | undefined =>
  tilesOf(dashboard).find((tile) => tile.key === key);

/** Where a tile of this size lands when nobody says where. */
export const freeBox = (dashboard: Dashboard, tile: Tile): Box =>
  firstFree(placesOf(dashboard), sizeOf(tile.chart.type));

export function addTile(dashboard: Dashboard, tile: Tile, box: Box | null): Dashboard {
  const grid = put(placesOf(dashboard), tile.key, box ?? freeBox(dashboard, tile));
  return { ...dashboard, tiles: [...tilesOf(dashboard), tile], grid };
}

export const putTile = (dashboard: Dashboard, key: string, box: Box): Dashboard => ({
  ...dashboard,
  grid: put(placesOf(dashboard), key, box),
});

export function patchTile(dashboard: Dashboard, key: string, patch: Partial<Tile>): Dashboard {
  const tiles = tilesOf(dashboard).map((tile) => (tile.key === key ? { ...tile, ...patch } : tile));
  return { ...dashboard, tiles };
}

/** Without a tile, and without what spoke of it. */
export function removeTile(dashboard: Dashboard, key: string): Dashboard {
  const filters = filtersOf(dashboard).map((filter) => {
    if (!filter.fields || !(key in filter.fields)) return filter;
    const fields = Object.fromEntries(Object.entries(filter.fields).filter(([tile]) => tile !== key));
    return { ...filter, fields };
  });
  return {
    ...dashboard,
    tiles: tilesOf(dashboard).filter((tile) => tile.key !== key),
    grid: removePlace(placesOf(dashboard), key),
    ...(dashboard.filters ? { filters } : {}),
    ...(dashboard.alerts ? { alerts: dashboard.alerts.filter((alert) => alert.tile !== key) } : {}),
  };
}

/** A copy of a tile as it was kept, with a key of its own, beside or below the original. */
export function pasteTile(
  dashboard: Dashboard,
  tile: Tile,
  size: { w: number; h: number },
): { dashboard: Dashboard; key: string } {
  const key = freshKey(
    tile.key,
    tilesOf(dashboard).map((one) => one.key),
  );
  const box = firstFree(placesOf(dashboard), size);
  return { key, dashboard: addTile(dashboard, { ...tile, key }, box) };
}

export const orderPhone = (dashboard: Dashboard, order: readonly string[]): Dashboard => ({
  ...dashboard,
  grid: withPhoneOrder(placesOf(dashboard), order),
});

export const patchFilter = (dashboard: Dashboard, key: string, patch: Partial<Filter>): Dashboard => ({
  ...dashboard,
  filters: filtersOf(dashboard).map((filter) => (filter.key === key ? { ...filter, ...patch } : filter)),
});

export const addFilter = (dashboard: Dashboard, filter: Filter): Dashboard => ({
  ...dashboard,
  filters: [...filtersOf(dashboard), filter],
});

export const removeFilter = (dashboard: Dashboard, key: string): Dashboard => ({
  ...dashboard,
  filters: filtersOf(dashboard).filter((filter) => filter.key !== key),
});

/** One place up or down. */
export function moved<T>(items: readonly T[], from: number, by: -1 | 1): T[] {
  const next = [...items];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(Math.max(0, from + by), 0, item);
  return next;
}
