import type { RouteObject } from "react-router";
import { AdminOnly } from "./admin-only";
import { appRoutes } from "./app-routes";
import { dashboardDesignRoutes } from "./dashboard-routes";
import { flowRoutes } from "./flow-routes";
import { calendarRoutes, flowDesignRoutes } from "./flow-design-routes";
import { designRoutes, draftRoutes } from "./form-routes";
import { NotFound } from "@/ui/not-found";
import { pageDesignRoutes } from "./page-routes";
import { publicRoutes } from "./public-routes";
import { Splash } from "./splash";
import { RouteError } from "./route-error";
import { SignedIn } from "./signed-in";

/**
 * Every page is a chunk of its own and names itself (PageHeader, or `usePageTitle`).
 * Pages of an app live below `apps/:app` and are drawn inside its frame; `handle.bare` takes the whole window.
 */
export const routes: RouteObject[] = [
  {
    errorElement: <RouteError />,
    HydrateFallback: Splash,
    children: [
      {
        path: "sign-in",
        lazy: async () => ({ Component: (await import("@/features/session/sign-in-page")).SignInPage }),
      },
      {
        path: "welcome/:token",
        lazy: async () => ({ Component: (await import("@/features/session/welcome-page")).WelcomePage }),
      },
      {
        path: "forgot",
        lazy: async () => ({ Component: (await import("@/features/session/forgot-page")).ForgotPage }),
      },
      ...publicRoutes,
      {
        element: <SignedIn />,
        children: [
          {
            path: "new-password",
            lazy: async () => ({
              Component: (await import("@/features/session/new-password-page")).NewPasswordPage,
            }),
          },
          {
            path: "second-factor",
            lazy: async () => ({
              Component: (await import("@/features/session/second-factor-page")).SecondFactorPage,
            }),
          },
          {
            lazy: async () => ({ Component: (await import("./shell/shell")).Shell }),
            errorElement: <RouteError />,
            children: [
              {
                index: true,
                lazy: async () => ({
                  Component: (await import("@/features/workbench/workbench-page")).WorkbenchPage,
                }),
              },
              {
                path: "bin",
                lazy: async () => ({ Component: (await import("@/features/workbench/bin-page")).BinPage }),
              },
              {
                Component: AdminOnly,
                children: [
                  {
                    path: "people",
                    lazy: async () => ({
                      Component: (await import("@/features/people/people-page")).PeoplePage,
                    }),
                  },
                  {
                    path: "departments",
                    lazy: async () => ({
                      Component: (await import("@/features/people/departments-page")).DepartmentsPage,
                    }),
                  },
                  {
                    path: "groups",
                    lazy: async () => ({
                      Component: (await import("@/features/people/groups-page")).GroupsPage,
                    }),
                  },
                  {
                    path: "security",
                    lazy: async () => ({
                      Component: (await import("@/features/security/security-page")).SecurityPage,
                    }),
                  },
                  {
                    path: "letters",
                    lazy: async () => ({
                      Component: (await import("@/features/security/letters-page")).LettersPage,
                    }),
                  },
                  {
                    path: "audit",
                    lazy: async () => ({
                      Component: (await import("@/features/audit/audit-page")).AuditPage,
                    }),
                  },
                  {
                    path: "system",
                    lazy: async () => ({
                      Component: (await import("@/features/system/system-page")).SystemPage,
                    }),
                  },
                ],
              },
              {
                path: "me",
                lazy: async () => ({
                  Component: (await import("@/features/profile/profile-page")).ProfilePage,
                }),
              },
              ...flowRoutes,
              ...calendarRoutes,
              ...designRoutes,
              ...draftRoutes,
              ...flowDesignRoutes,
              ...dashboardDesignRoutes,
              ...pageDesignRoutes,
              {
                path: "apps/:app",
                handle: { side: "app" },
                lazy: async () => ({ Component: (await import("@/features/app-frame/app-frame")).AppFrame }),
                children: [...appRoutes, { path: "*", Component: NotFound }],
              },
              { path: "*", Component: NotFound },
            ],
          },
        ],
      },
    ],
  },
];
