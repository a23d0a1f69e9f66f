/** Dragging tiles of a dashboard, or charts of the library onto it. */
import type { ReactNode } from "react";
import { sizeOf } from "@/lib/report/chart-specs";
import { placesOf, type ChartType } from "@/lib/report/definition";
import { GridDragProvider, useGridDrag } from "@/ui/designer/grid-drag";
import { useDesigner } from "../model/context";
import { useTileActs } from "../model/use-tile-acts";

export type { Flying } from "@/ui/designer/grid-drag";
export const useTileDrag = useGridDrag;

export function TileDragProvider({ children }: { children: ReactNode }) {
  const { definition } = useDesigner();
  const acts = useTileActs();
  return (
    <GridDragProvider
      places={placesOf(definition)}
      sizeOf={(type) => sizeOf(type as ChartType)}
      onAdd={(type, box) => void acts.add(type as ChartType, box)}
      onPut={acts.put}
    >
      {children}
    </GridDragProvider>
  );
}
