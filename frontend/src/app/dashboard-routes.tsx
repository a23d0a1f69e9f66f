import type { RouteObject } from "react-router";

/** The dashboards of an app, drawn in its frame. */
export const dashboardRoutes: RouteObject[] = [
  {
    path: "dashboards",
    lazy: async () => ({
      Component: (await import("@/features/dashboard-designer/list/dashboards-page")).DashboardsPage,
    }),
  },
  {
    path: "dashboards/:dashboard",
    lazy: async () => ({ Component: (await import("@/features/dashboards/dashboard-page")).DashboardPage }),
  },
];

/** Designing a dashboard takes the whole window. */
export const dashboardDesignRoutes: RouteObject[] = [
  {
    path: "apps/:app/dashboards/:dashboard/design",
    handle: { bare: true },
    lazy: async () => ({
      Component: (await import("@/features/dashboard-designer/dashboard-designer-page"))
        .DashboardDesignerPage,
    }),
  },
];
