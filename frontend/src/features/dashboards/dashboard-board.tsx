/** The filters, the tiles, and what opens from them. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { Board } from "@/ui/dashboard/board";
import { FilterBar } from "@/ui/dashboard/filter-bar";
import { ErrorState } from "@/ui/error-state";
import { DrillDrawer } from "./drill/drill-drawer";
import { FullScreen } from "./full-screen";
import { TileCard } from "./tile-card";
import type { BoardState } from "./use-board";
import styles from "./dashboards.module.css";

interface Props {
  board: BoardState;
  /** What stands beside the filters; on the phone the page's buttons. */
  tools?: ReactNode;
}

export function DashboardBoard({ board, tools }: Props) {
  const { view, data } = board;
  const nameOf = useTileName(board);
  const chips = board.clicks.map((click) => ({
    key: click.tile,
    text: click.name ? `${nameOf(click.tile)}: ${click.name}` : nameOf(click.tile),
    onClear: () => board.unclick(click.tile),
  }));
  return (
    <>
      <div className={styles.filters}>
        <FilterBar
          app={board.app}
          filters={view.filters.filter((filter) => filter.type !== "input")}
          values={board.filters}
          onChange={board.setFilters}
          chips={chips}
        />
        {tools && <div className={styles.tools}>{tools}</div>}
      </div>
      {data.isError && !data.data ? (
        <ErrorState error={data.error} onRetry={() => void data.refetch()} />
      ) : (
        <Board places={board.places} tiles={board.tiles}>
          {(tile) => <TileCard board={board} tile={tile} />}
        </Board>
      )}
      <BoardDrawers board={board} />
    </>
  );
}

/** What opens over the tiles: one of them alone, the records behind a number. */
export function BoardDrawers({ board }: { board: BoardState }) {
  const nameOf = useTileName(board);
  return (
    <>
      {board.wide && <FullScreen board={board} tile={board.wide} />}
      {board.opened && (
        <DrillDrawer
          key={`${board.opened.tile.key}${JSON.stringify(board.opened.cell)}`}
          board={board}
          opened={board.opened}
          title={nameOf(board.opened.tile.key)}
        />
      )}
    </>
  );
}

function useTileName(board: BoardState): (key: string) => string {
  const { t } = useTranslation("dashboards");
  const label = useLabel();
  return (key) => label(board.tiles.find((tile) => tile.key === key)?.label) || t("tile");
}
