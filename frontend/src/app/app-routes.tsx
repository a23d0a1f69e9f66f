import type { RouteObject } from "react-router";
import { dashboardRoutes } from "./dashboard-routes";
import { appFlowDesignRoutes } from "./flow-design-routes";
import { appFlowRoutes } from "./flow-routes";
import { formRoutes } from "./form-routes";
import { pageRoutes } from "./page-routes";
import { recordsRoutes } from "./records-routes";

/** Pages inside one app, drawn in its frame. */
export const appRoutes: RouteObject[] = [
  ...formRoutes,
  ...recordsRoutes,
  ...appFlowRoutes,
  ...appFlowDesignRoutes,
  ...dashboardRoutes,
  ...pageRoutes,
  {
    index: true,
    lazy: async () => ({ Component: (await import("@/features/app-frame/app-home")).AppHome }),
  },
  {
    path: "help",
    lazy: async () => ({ Component: (await import("@/features/guide/help-page")).HelpPage }),
  },
  {
    path: "api",
    lazy: async () => ({ Component: (await import("@/features/api-page/api-page")).ApiPage }),
  },
  {
    path: "predictions",
    lazy: async () => ({
      Component: (await import("@/features/predictions/predictions-page")).PredictionsPage,
    }),
  },
  {
    path: "settings",
    lazy: async () => ({
      Component: (await import("@/features/app-settings/settings-layout")).SettingsLayout,
    }),
    children: [
      {
        index: true,
        lazy: async () => ({ Component: (await import("@/features/app-settings/info-page")).InfoPage }),
      },
      {
        path: "release",
        lazy: async () => ({ Component: (await import("@/features/release/release-page")).ReleasePage }),
      },
      {
        path: "package",
        lazy: async () => ({ Component: (await import("@/features/app-package/package-page")).PackagePage }),
      },
      {
        path: "navigation",
        lazy: async () => ({
          Component: (await import("@/features/app-settings/navigation-page")).NavigationPage,
        }),
      },
      {
        path: "roles",
        lazy: async () => ({ Component: (await import("@/features/app-settings/roles-page")).RolesPage }),
      },
      {
        path: "connections",
        lazy: async () => ({
          Component: (await import("@/features/connections/connections-page")).ConnectionsPage,
        }),
      },
      {
        path: "webhooks",
        lazy: async () => ({
          Component: (await import("@/features/webhooks/webhooks-page")).WebhooksPage,
        }),
      },
      {
        path: "bin",
        lazy: async () => ({ Component: (await import("@/features/app-settings/bin-page")).AppBinPage }),
      },
      {
        path: "builders",
        lazy: async () => ({
          Component: (await import("@/features/app-settings/builders-page")).BuildersPage,
        }),
      },
    ],
  },
];
