/** A tile that its reader moves by its face or the arrow keys, sizes by its corner, or leaves out. */
import { Button, Tooltip } from "antd";
import { EyeOff } from "lucide-react";
import { useId, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { put, step } from "@/lib/report/board";
import type { Place, Tile } from "@/lib/report/definition";
import { useGridDrag } from "@/ui/designer/grid-drag";
import { TileCard } from "../tile-card";
import type { BoardState } from "../use-board";
import styles from "./arrange.module.css";

const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

interface Props {
  board: BoardState;
  tile: Tile;
  place: Place;
  places: readonly Place[];
  onPlaces: (places: readonly Place[]) => void;
  onHide: (tile: string) => void;
}

export function ArrangeTile({ board, tile, place, places, onPlaces, onHide }: Props) {
  const { t } = useTranslation("dashboards");
  const label = useLabel();
  const { begin } = useGridDrag();
  const help = useId();
  const name = label(tile.label) || t("tile");
  const onKey = (event: KeyboardEvent): void => {
    const way = STEPS[event.key];
    if (!way || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const [x, y] = way;
    const box = event.shiftKey ? { ...place, w: place.w + x, h: place.h + y } : step(places, tile.key, x, y);
    if (box) onPlaces(put(places, tile.key, box));
  };
  const grip = (event: React.PointerEvent) => {
    const frame = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - frame.left, y: event.clientY - frame.top };
  };
  return (
    <div className={styles.tile} data-tile={tile.key}>
      <div className={styles.face} inert>
        <TileCard board={board} tile={tile} />
      </div>
      <button
        type="button"
        className={styles.cover}
        aria-label={t("arrange.tile", {
          name,
          column: place.x + 1,
          row: place.y + 1,
          width: place.w,
          height: place.h,
        })}
        aria-describedby={help}
        onKeyDown={onKey}
        onPointerDown={(event) => begin(event, { what: "move", tile: tile.key, grip: grip(event) })}
      />
      <span id={help} className="dg-sr-only">
        {t("arrange.keys")}
      </span>
      <div className={styles.acts}>
        <Tooltip title={t("arrange.hide", { name })}>
          <Button
            size="small"
            icon={<EyeOff size={14} />}
            aria-label={t("arrange.hide", { name })}
            onClick={() => onHide(tile.key)}
          />
        </Tooltip>
      </div>
      <span
        className={styles.corner}
        data-corner
        aria-hidden
        onPointerDown={(event) => begin(event, { what: "size", tile: tile.key })}
      />
    </div>
  );
}
