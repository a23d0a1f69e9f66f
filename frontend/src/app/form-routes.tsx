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

/** A draft, for those who were asked to look: they may know nothing else of its app. */
export const draftRoutes: RouteObject[] = [
  {
    path: "apps/:app/drafts/:kind/:key",
    lazy: async () => ({ Component: (await import("@/features/codesign/draft-page")).DraftPage }),
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
