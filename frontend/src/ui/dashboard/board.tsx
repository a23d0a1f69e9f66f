/** Tiles at their places: 12 columns on a desk, one column in the set order on a phone. */
import type { CSSProperties, ReactNode } from "react";
import { phoneOrder } from "@/lib/report/board";
import type { Place, Tile } from "@/lib/report/definition";
import { usePhone } from "@/lib/use-media";
import styles from "./board.module.css";

export const ROW = 60;
export const GAP = 12;

interface Props {
  places: readonly Place[];
  tiles: readonly Tile[];
  children: (tile: Tile) => ReactNode;
}

const LOW = new Set<Tile["chart"]["type"]>(["kpi", "text", "image", "gauge"]);

/** A number that the viewer moves, below the figure. */
const INPUT = 56;

function lineHeight(tile: Tile, place: Place): number {
  if (tile.chart.type === "kpi" && !tile.chart.spark) return 124;
  if (LOW.has(tile.chart.type)) return Math.max(148, Math.min(place.h, 4) * ROW);
  return Math.min(Math.max(place.h, 4), 7) * ROW + 24;
}

/** Heights of a phone: numbers low, drawings high enough to be read, words as they are. */
export function phoneHeight(tile: Tile, place: Place): CSSProperties {
  if (tile.chart.type === "text") return { minHeight: 0 };
  const inputs = new Set((tile.query?.measures ?? []).flatMap(({ input }) => input ?? [])).size;
  return { height: lineHeight(tile, place) + inputs * INPUT };
}

export function Board({ places, tiles, children }: Props) {
  const phone = usePhone();
  const known = new Map(tiles.map((tile) => [tile.key, tile]));
  const byKey = new Map(places.map((place) => [place.tile, place]));
  if (phone)
    return (
      <div className={styles.column} data-tour="board">
        {phoneOrder(places).flatMap((key) => {
          const tile = known.get(key);
          const place = byKey.get(key);
          return tile && place
            ? [
                <div key={key} data-tour={`tile:${key}`} style={phoneHeight(tile, place)}>
                  {children(tile)}
                </div>,
              ]
            : [];
        })}
      </div>
    );
  return (
    <div className={styles.board} data-tour="board">
      {phoneOrder(places.map(({ order: _, ...place }) => place)).flatMap((key) => {
        const tile = known.get(key);
        const place = byKey.get(key);
        if (!tile || !place) return [];
        const style = {
          gridColumn: `${place.x + 1} / span ${place.w}`,
          gridRow: `${place.y + 1} / span ${place.h}`,
        };
        return [
          <div key={key} data-tour={`tile:${key}`} style={style}>
            {children(tile)}
          </div>,
        ];
      })}
    </div>
  );
}
