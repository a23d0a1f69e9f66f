/** A dashboard as its reader arranges it for themselves: tiles moved, sized, left out; kept for them alone. */
import { Button } from "antd";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { firstFree, heightOf, phoneOrder, put, remove, withPhoneOrder } from "@/lib/report/board";
import type { Place, Tile } from "@/lib/report/definition";
import { useOwnLayout } from "@/lib/report/queries";
import { usePhone } from "@/lib/use-media";
import { GAP, ROW } from "@/ui/dashboard/board";
import { GridDragProvider, useGridDrag } from "@/ui/designer/grid-drag";
import type { BoardState } from "../use-board";
import { ArrangeColumn } from "./arrange-column";
import { ArrangeTile } from "./arrange-tile";
import styles from "./arrange.module.css";

interface Props {
  board: BoardState;
  onDone: () => void;
}

const area = (place: Place) => ({
  gridColumn: `${place.x + 1} / span ${place.w}`,
  gridRow: `${place.y + 1} / span ${place.h}`,
});

export function ArrangeBoard({ board, onDone }: Props) {
  const { t } = useTranslation("dashboards");
  const label = useLabel();
  const phone = usePhone();
  const layout = useOwnLayout(board.app, board.view.key);
  const [places, setPlaces] = useState<readonly Place[]>(board.places);
  const designed = board.view.designed ?? { tiles: board.tiles, grid: board.places };
  const shown = new Set(places.map((place) => place.tile));
  const hidden = designed.tiles.filter((tile) => !shown.has(tile.key));
  const nameOf = (tile: Tile) => label(tile.label) || t("tile");
  const show = (tile: Tile) => {
    const { w, h } = designed.grid.find((place) => place.tile === tile.key) ?? { w: 4, h: 4 };
    setPlaces(put(places, tile.key, firstFree(places, { w, h })));
  };
  const hide = (tile: string) => setPlaces(remove(places, tile));
  const save = () =>
    layout.keep.mutate({ grid: [...places], hidden: hidden.map((tile) => tile.key) }, { onSuccess: onDone });
  return (
    <section aria-label={t("arrange.title")}>
      <div className={styles.bar}>
        <span className={styles.hint}>{t(phone ? "arrange.hint_phone" : "arrange.hint")}</span>
        <Button onClick={onDone}>{t("arrange.cancel")}</Button>
        <Button type="primary" loading={layout.keep.isPending} onClick={save}>
          {t("arrange.save")}
        </Button>
      </div>
      {hidden.length > 0 && (
        <div className={styles.hidden} role="group" aria-label={t("arrange.hidden")}>
          <span className={styles.hint}>{t("arrange.hidden")}</span>
          {hidden.map((tile) => (
            <Button
              key={tile.key}
              size="small"
              icon={<Plus size={14} />}
              aria-label={t("arrange.show", { name: nameOf(tile) })}
              onClick={() => show(tile)}
            >
              {nameOf(tile)}
            </Button>
          ))}
        </div>
      )}
      {phone ? (
        <ArrangeColumn
          board={board}
          tiles={designed.tiles}
          places={places}
          onOrder={(order) => setPlaces(withPhoneOrder(places, order))}
          onHide={hide}
        />
      ) : (
        <GridDragProvider
          places={places}
          sizeOf={() => ({ w: 4, h: 4 })}
          onAdd={() => undefined}
          onPut={(tile, box) => setPlaces(put(places, tile, box))}
        >
          <Grid board={board} tiles={designed.tiles} places={places} onPlaces={setPlaces} onHide={hide} />
        </GridDragProvider>
      )}
    </section>
  );
}

interface GridProps {
  board: BoardState;
  tiles: readonly Tile[];
  places: readonly Place[];
  onPlaces: (places: readonly Place[]) => void;
  onHide: (tile: string) => void;
}

function Grid({ board, tiles, places, onPlaces, onHide }: GridProps) {
  const { flying, grid } = useGridDrag();
  const lifted = flying?.box && flying.air.what !== "new" ? flying.air.tile : null;
  const laid = lifted && flying?.box ? put(places, lifted, flying.box) : places;
  const known = new Map(tiles.map((tile) => [tile.key, tile]));
  const target = laid.find((place) => place.tile === lifted);
  return (
    <div
      ref={grid}
      className={styles.grid}
      data-flying={flying ? true : undefined}
      style={{ minHeight: (heightOf(laid) + 1) * (ROW + GAP) - GAP }}
    >
      {phoneOrder(laid.map(({ order: _, ...place }) => place)).flatMap((key) => {
        const tile = known.get(key);
        const place = laid.find((one) => one.tile === key);
        if (!tile || !place) return [];
        return [
          <div
            key={key}
            className={styles.cell}
            style={area(place)}
            data-lifted={lifted === key || undefined}
          >
            <ArrangeTile
              board={board}
              tile={tile}
              place={place}
              places={places}
              onPlaces={onPlaces}
              onHide={onHide}
            />
          </div>,
        ];
      })}
      {target && <div className={styles.landing} style={area(target)} aria-hidden />}
    </div>
  );
}
