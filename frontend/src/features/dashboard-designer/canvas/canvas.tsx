/** The page as it is being made: its filter bar, its tiles on the grid, or the column of a phone. */
import { LayoutDashboard } from "lucide-react";
import { useTranslation } from "react-i18next";
import { phoneOrder, put, heightOf } from "@/lib/report/board";
import { placesOf, tilesOf, type ChartType, type Place, type Tile } from "@/lib/report/definition";
import { GAP, ROW } from "@/ui/dashboard/board";
import { EmptyState } from "@/ui/empty-state";
import { useDesigner } from "../model/context";
import styles from "./canvas.module.css";
import { DesignFilters } from "./design-filters";
import { DesignTile } from "./design-tile";
import { PhoneColumn } from "./phone-column";
import { useTileDrag, type Flying } from "./tile-drag";

const NEW = "new tile in the air";

/** The layout that letting go now would make. */
function laidOut(places: readonly Place[], flying: Flying | null): Place[] {
  if (!flying?.box) return [...places];
  return put(places, flying.air.what === "new" ? NEW : flying.air.tile, flying.box);
}

const area = (place: Place) => ({
  gridColumn: `${place.x + 1} / span ${place.w}`,
  gridRow: `${place.y + 1} / span ${place.h}`,
});

function Ghost({ flying }: { flying: Flying }) {
  const { nameOf, chartName, definition } = useDesigner();
  const { air, at } = flying;
  const tile = air.what === "new" ? undefined : tilesOf(definition).find((one) => one.key === air.tile);
  if (air.what === "size") return null;
  return (
    <span className={styles.ghost} style={{ left: at.x + 12, top: at.y + 12 }} aria-hidden>
      {air.what === "new" ? chartName(air.type as ChartType) : tile && nameOf(tile)}
    </span>
  );
}

export function Canvas() {
  const { t } = useTranslation("dashdesign");
  const { definition, phone, select } = useDesigner();
  const { flying, grid } = useTileDrag();
  const tiles = tilesOf(definition);
  const places = laidOut(placesOf(definition), flying);
  const byKey = new Map<string, Tile>(tiles.map((tile) => [tile.key, tile]));
  const lifted = flying?.box && flying.air.what !== "new" ? flying.air.tile : null;
  const target = places.find((place) => place.tile === (lifted ?? NEW));
  const rows = Math.max(heightOf(places) + 2, 8);
  if (phone) return <PhoneColumn />;
  return (
    <div className={styles.scroll} data-scrolls>
      {/* A click beside the tiles is about the page itself; by keyboard Escape does the same. */}
      <div
        className={styles.page}
        role="presentation"
        onClick={(event) => {
          if (event.target === event.currentTarget) select(null);
        }}
      >
        <DesignFilters />
        <div
          ref={grid}
          className={styles.grid}
          data-flying={flying ? true : undefined}
          role="presentation"
          style={{ minHeight: rows * (ROW + GAP) - GAP }}
          onClick={(event) => {
            if (event.target === event.currentTarget) select(null);
          }}
        >
          {tiles.length === 0 && !flying && (
            <div className={styles.empty}>
              <EmptyState
                icon={<LayoutDashboard size={28} />}
                title={t("canvas.empty")}
                text={t("canvas.empty_text")}
              />
            </div>
          )}
          {phoneOrder(places.map(({ order: _, ...place }) => place)).flatMap((key) => {
            const tile = byKey.get(key);
            const place = places.find((one) => one.tile === key);
            if (!tile || !place) return [];
            return [
              <div
                key={key}
                className={styles.cell}
                style={area(place)}
                data-lifted={lifted === key || undefined}
              >
                <DesignTile tile={tile} place={place} />
              </div>,
            ];
          })}
          {target && <div className={styles.landing} style={area(target)} data-landing aria-hidden />}
        </div>
      </div>
      {flying && <Ghost flying={flying} />}
    </div>
  );
}
