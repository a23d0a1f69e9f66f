/** A dashboard, or one tile of it, inside a page of the app. */
import { useTranslation } from "react-i18next";
import { useDashboard, type DashboardView } from "@/lib/report/queries";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { BoardDrawers, DashboardBoard } from "./dashboard-board";
import { TileCard } from "./tile-card";
import { useBoard } from "./use-board";

interface Props {
  app: string;
  dashboard: string;
  tile: string | null;
}

export function DashboardBlock({ app, dashboard, tile }: Props) {
  useTranslation("dashboards");
  useTranslation("charts");
  useTranslation("records");
  const view = useDashboard(app, dashboard);
  if (view.isPending) return <ListSkeleton rows={3} />;
  if (view.isError) return <ErrorState compact error={view.error} onRetry={() => void view.refetch()} />;
  return <Drawn key={dashboard} app={app} view={view.data} tile={tile} />;
}

function Drawn({ app, view, tile: wanted }: { app: string; view: DashboardView; tile: string | null }) {
  const board = useBoard(app, view);
  if (wanted === null) return <DashboardBoard board={board} />;
  const tile = board.tiles.find((each) => each.key === wanted);
  return tile ? (
    <>
      <TileCard board={board} tile={tile} />
      <BoardDrawers board={board} />
    </>
  ) : null;
}
