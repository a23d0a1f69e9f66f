/** The order of the tiles on a phone, as its reader wants it. */
import { Button } from "antd";
import { ArrowDown, ArrowUp, EyeOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { phoneOrder } from "@/lib/report/board";
import type { Place, Tile } from "@/lib/report/definition";
import { phoneHeight } from "@/ui/dashboard/board";
import { TileCard } from "../tile-card";
import type { BoardState } from "../use-board";
import styles from "./arrange.module.css";

interface Props {
  board: BoardState;
  tiles: readonly Tile[];
  places: readonly Place[];
  onOrder: (order: string[]) => void;
  onHide: (tile: string) => void;
}

function moved(order: readonly string[], at: number, by: -1 | 1): string[] {
  const next = [...order];
  const [key] = next.splice(at, 1);
  if (key !== undefined) next.splice(at + by, 0, key);
  return next;
}

export function ArrangeColumn({ board, tiles, places, onOrder, onHide }: Props) {
  const { t } = useTranslation("dashboards");
  const label = useLabel();
  const order = phoneOrder(places);
  return (
    <ol className={styles.phone} aria-label={t("arrange.order")}>
      {order.map((key, at) => {
        const tile = tiles.find((one) => one.key === key);
        const place = places.find((one) => one.tile === key);
        if (!tile || !place) return null;
        const name = label(tile.label) || t("tile");
        return (
          <li key={key} className={styles.phoneTile} style={phoneHeight(tile, place)}>
            <div className={styles.face} inert>
              <TileCard board={board} tile={tile} />
            </div>
            <span className={styles.phoneActs}>
              <Button
                icon={<ArrowUp size={16} />}
                disabled={at === 0}
                aria-label={t("arrange.up", { name })}
                onClick={() => onOrder(moved(order, at, -1))}
              />
              <Button
                icon={<ArrowDown size={16} />}
                disabled={at === order.length - 1}
                aria-label={t("arrange.down", { name })}
                onClick={() => onOrder(moved(order, at, 1))}
              />
              <Button
                icon={<EyeOff size={16} />}
                aria-label={t("arrange.hide", { name })}
                onClick={() => onHide(key)}
              />
            </span>
          </li>
        );
      })}
    </ol>
  );
}
