import type { RouteObject } from "react-router";

/** The flows of an app, drawn in its frame. */
export const appFlowDesignRoutes: RouteObject[] = [
  {
    path: "flows",
    lazy: async () => ({ Component: (await import("@/features/flow-designer/list/flows-page")).FlowsPage }),
  },
];

/** Designing a flow takes the whole window. */
export const flowDesignRoutes: RouteObject[] = [
  {
    path: "apps/:app/flows/:flow/design",
    handle: { bare: true },
    lazy: async () => ({
      Component: (await import("@/features/flow-designer/flow-designer-page")).FlowDesignerPage,
    }),
  },
];

/** Working time belongs to the company, not to an app. */
export const calendarRoutes: RouteObject[] = [
  {
    path: "calendars",
    lazy: async () => ({ Component: (await import("@/features/calendars/calendars-page")).CalendarsPage }),
  },
];
