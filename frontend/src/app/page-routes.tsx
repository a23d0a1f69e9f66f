import type { RouteObject } from "react-router";
import { PageSurroundings } from "./page-parts";

/** The pages of an app, drawn in its frame. */
export const pageRoutes: RouteObject[] = [
  {
    path: "pages",
    lazy: async () => ({ Component: (await import("@/features/pages/pages-page")).PagesPage }),
  },
  {
    Component: PageSurroundings,
    children: [
      {
        path: "pages/:page",
        lazy: async () => ({ Component: (await import("@/features/pages/page-page")).PagePage }),
      },
    ],
  },
];

/** Designing a page takes the whole window. */
export const pageDesignRoutes: RouteObject[] = [
  {
    Component: PageSurroundings,
    children: [
      {
        path: "apps/:app/pages/:page/design",
        handle: { bare: true },
        lazy: async () => ({
          Component: (await import("@/features/pages/design/page-designer-page")).PageDesignerPage,
        }),
      },
    ],
  },
];
