/** One tile over the whole window. */
import { Modal, Segmented } from "antd";
import { ChartPie, Table2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import type { Tile } from "@/lib/report/definition";
import { hasTable } from "@/ui/chart/figure-view";
import { TileBody } from "@/ui/dashboard/tile-body";
import type { BoardState } from "./use-board";
import styles from "./dashboards.module.css";

export function FullScreen({ board, tile }: { board: BoardState; tile: Tile }) {
  const { t } = useTranslation("dashboards");
  const label = useLabel();
  const [view, setView] = useState<"chart" | "table">("chart");
  const answer = board.data.data?.tiles[tile.key];
  const name = label(tile.label) || t("tile");
  const drawn = answer?.state === "ok" && hasTable(answer.figure);
  return (
    <Modal
      open
      footer={null}
      width="calc(100vw - 32px)"
      centered
      title={
        <span className={styles.wideHead}>
          {name}
          {drawn && (
            <Segmented<"chart" | "table">
              size="small"
              aria-label={t("wide.view")}
              value={view}
              options={[
                { value: "chart", icon: <ChartPie size={14} />, title: t("menu.chart") },
                { value: "table", icon: <Table2 size={14} />, title: t("menu.table") },
              ]}
              onChange={setView}
            />
          )}
        </span>
      }
      onCancel={() => board.setWide(null)}
    >
      <div className={styles.wide}>
        <TileBody
          answer={answer}
          label={name}
          colours={board.colours}
          asTable={view === "table"}
          onPick={
            answer?.state === "ok" && answer.drill
              ? ({ cell, name: said }) => {
                  board.setWide(null);
                  board.open(tile, cell, said ?? null);
                }
              : undefined
          }
        />
      </div>
    </Modal>
  );
}
