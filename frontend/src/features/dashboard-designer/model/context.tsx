/** The designer's state for all its parts. */
import { createContext, useContext } from "react";
import type { DraftState } from "@/lib/draft/use-draft";
import type { ChartType, Dashboard, Tile } from "@/lib/report/definition";
import type { Catalogue, DashboardDraft, DashboardProblem } from "@/lib/report/queries";

/** What the panel at the right is about; null is the page itself. */
export type Selection = { kind: "tile"; key: string } | { kind: "filter"; key: string } | null;
export type DesignTab = "design" | "deliveries" | "alerts" | "settings" | "versions";

export interface DashboardDesigner {
  app: string;
  dashboard: string;
  definition: Dashboard;
  draft: DraftState<Dashboard, DashboardDraft>;
  apply: (act: string, change: (dashboard: Dashboard) => Dashboard) => void;
  selection: Selection;
  select: (selection: Selection) => void;
  selected: Tile | undefined;
  tab: DesignTab;
  setTab: (tab: DesignTab) => void;
  /** The column of a phone instead of the grid. */
  phone: boolean;
  setPhone: (phone: boolean) => void;
  problems: DashboardProblem[];
  catalogue: Catalogue | undefined;
  nameOf: (tile: Tile) => string;
  chartName: (type: ChartType) => string;
}

const Context = createContext<DashboardDesigner | null>(null);
export const DashboardDesignerProvider = Context.Provider;

export function useDesigner(): DashboardDesigner {
  const designer = useContext(Context);
  if (!designer) throw new Error("a part of the dashboard designer outside its provider");
  return designer;
}
