/** What is sent: a document without what is only begun on the screen. */
import type { Dashboard, Filter, Measure, Query, Tile } from "@/lib/report/definition";

const finished = (measure: Measure): boolean =>
  measure.formula !== undefined && measure.formula !== null
    ? measure.formula.trim() !== ""
    : measure.fn === "count" || !!measure.field || !!measure.input;

function query(given: Query): Query {
  const measures = (given.measures ?? []).filter(finished);
  const rows = (given.rows ?? []).filter((dimension) => dimension.field !== "");
  const cols = (given.cols ?? []).filter((dimension) => dimension.field !== "");
  const next: Query = { ...given, where: given.where || null, having: given.having || null };
  if (given.measures) next.measures = measures;
  if (given.rows) next.rows = rows;
  if (given.cols) next.cols = cols;
  return next;
}

export const finishedTile = (tile: Tile): Tile => (tile.query ? { ...tile, query: query(tile.query) } : tile);

export function outgoing(dashboard: Dashboard): Dashboard {
  return {
    ...dashboard,
    tiles: (dashboard.tiles ?? []).map(finishedTile),
    ...(dashboard.filters
      ? { filters: dashboard.filters.filter((filter: Filter) => filter.field !== "") }
      : {}),
  };
}
