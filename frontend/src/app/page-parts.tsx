/** Hands the pages of an app what other features draw. */
import { lazy, Suspense } from "react";
import { Outlet } from "react-router";
import { PagePartsProvider, type PageParts } from "@/ui/pages/parts";
import { PageSkeleton } from "@/ui/skeletons";

const PARTS: PageParts = {
  Records: lazy(async () => ({
    default: (await import("@/features/records/records-block")).RecordsBlock,
  })),
  Dashboard: lazy(async () => ({
    default: (await import("@/features/dashboards/dashboard-block")).DashboardBlock,
  })),
};

export function PageSurroundings() {
  return (
    <PagePartsProvider value={PARTS}>
      <Suspense fallback={<PageSkeleton />}>
        <Outlet />
      </Suspense>
    </PagePartsProvider>
  );
}
