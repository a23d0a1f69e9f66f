import type { RouteObject } from "react-router";

/** Filling in a form, drawn in its app's frame. */
export const formRoutes: RouteObject[] = [
  {
    path: "forms/:form/new",
    lazy: async () => ({ Component: (await import("@/features/form/new-record-page")).NewRecordPage }),
  },
  {
    path: "forms/:form/templates/:template",
    lazy: async () => ({ Component: (await import("@/features/form/template-page")).TemplatePage }),
  },
];

/** Designing a form takes the whole window; both addresses lead there. */
export const designRoutes: RouteObject[] = ["apps/:app/design/:form", "apps/:app/forms/:form/design"].map(
  (path) => ({
    path,
    handle: { bare: true },
    lazy: async () => ({ Component: (await import("@/features/designer/designer-page")).DesignerPage }),
  }),
);
