import type { RouteObject } from "react-router";

/** Filling in a form, drawn in its app's frame. */
export const formRoutes: RouteObject[] = [
  {
    path: "forms/:form/new",
    lazy: async () => ({ Component: (await import("@/features/form/new-record-page")).NewRecordPage }),
  },
];
