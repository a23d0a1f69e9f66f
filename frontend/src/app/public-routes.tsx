import type { RouteObject } from "react-router";

/** Pages that need no sign-in. */
export const publicRoutes: RouteObject[] = [
  {
    lazy: async () => ({ Component: (await import("./shell/themed")).Themed }),
    children: [
      {
        path: "public/dashboards/:token",
        lazy: async () => ({
          Component: (await import("@/features/public-dashboard/public-dashboard-page")).PublicDashboardPage,
        }),
      },
      {
        path: "public/views/:token",
        lazy: async () => ({
          Component: (await import("@/features/records/view-links/public-view-page")).PublicViewPage,
        }),
      },
      {
        path: "public/forms/:token",
        lazy: async () => ({
          Component: (await import("@/features/public-form/public-form-page")).PublicFormPage,
        }),
      },
    ],
  },
];
