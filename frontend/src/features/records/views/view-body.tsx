/** Draws the records as the view's type says; each type is a chunk of its own. */
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { ListSkeleton } from "@/ui/skeletons";
import { usePartsEditor } from "./model/pages";
import type { ViewProps } from "./types";
import styles from "./views.module.css";

const VIEWS = {
  grid: lazy(async () => ({ default: (await import("./grouped/grouped")).Grouped })),
  kanban: lazy(async () => ({ default: (await import("./kanban/kanban")).Kanban })),
  calendar: lazy(async () => ({ default: (await import("./calendar/calendar-view")).CalendarView })),
  gantt: lazy(async () => ({ default: (await import("./gantt/gantt")).Gantt })),
  gallery: lazy(async () => ({ default: (await import("./gallery/gallery")).Gallery })),
  tree: lazy(async () => ({ default: (await import("./tree/tree")).Tree })),
  map: lazy(async () => ({ default: (await import("./map/map-view")).MapView })),
  pivot: lazy(async () => ({ default: (await import("./pivot/pivot-view")).PivotView })),
};

/** A plain grid is drawn by the list itself; a grouped one here. */
export const drawnHere = (view: Pick<ViewProps, "look">): boolean =>
  view.look.type !== "grid" || (view.look.groups?.length ?? 0) > 0;

export function ViewBody(props: ViewProps) {
  const { app, form, source, look } = props;
  useTranslation("views");
  const { renew } = usePartsEditor(app, form);
  useEffect(() => source.follow(() => void renew()), [source, renew]);
  const View = VIEWS[look.type];
  return (
    <Suspense
      fallback={
        <div className={styles.wait}>
          <ListSkeleton rows={10} />
        </div>
      }
    >
      <View {...props} />
    </Suspense>
  );
}
