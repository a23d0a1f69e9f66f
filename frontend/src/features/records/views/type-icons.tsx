import {
  CalendarDays,
  ChartGantt,
  LayoutGrid,
  ListTree,
  MapPinned,
  SquareKanban,
  Table2,
  TableProperties,
  type LucideIcon,
} from "lucide-react";
import type { ViewType } from "../model/types";

export const VIEW_ICONS: Record<ViewType, LucideIcon> = {
  grid: Table2,
  kanban: SquareKanban,
  calendar: CalendarDays,
  gantt: ChartGantt,
  gallery: LayoutGrid,
  tree: ListTree,
  map: MapPinned,
  pivot: TableProperties,
};
