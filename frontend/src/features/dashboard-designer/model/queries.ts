/** The draft on the server, and what one tile of it shows. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { Dashboard, Tile } from "@/lib/report/definition";
import type { TileAnswer } from "@/lib/report/figure";
import type { FilterValues } from "@/lib/report/filters";
import { dashboardPath, type DashboardDraft } from "@/lib/report/queries";
import { useDebounced } from "@/lib/use-debounced";
import { finishedTile } from "./outgoing";

export const draftKey = (app: string, dashboard: string) => ["dashboard-draft", app, dashboard] as const;

export function useLoadDashboard(app: string, dashboard: string) {
  return useQuery({
    queryKey: draftKey(app, dashboard),
    queryFn: () => api.get<DashboardDraft>(`${dashboardPath(app, dashboard)}/draft`),
    // What is on the screen is newer than what the server has; nothing may replace it behind our back.
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

/** What a tile shows while it is made, with real numbers; a moment after the last change. */
export function usePreview(app: string, definition: Dashboard, tile: Tile, values: FilterValues = {}) {
  const { calendar, theme, filters } = definition;
  // A name over the tile is drawn by the page: it asks nothing of the server.
  const { label: _label, note: _note, ...asked } = finishedTile(tile);
  const wanted = JSON.stringify({ tile: asked, calendar, theme, filters, values });
  const settled = useDebounced(wanted, 350);
  const query = useQuery({
    queryKey: ["tile-preview", app, settled],
    queryFn: ({ signal }) =>
      api.post<TileAnswer>(`/apps/${app}/dashboards:preview`, JSON.parse(settled) as object, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 60_000,
    retry: false,
  });
  return { ...query, current: settled === wanted && !query.isPlaceholderData };
}
