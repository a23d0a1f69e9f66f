import type { RouteObject } from "react-router";

/** What flows ask of me and tell me: to-dos with the open one beside the list, messages, one running flow. */
export const flowRoutes: RouteObject[] = [
  {
    path: "tasks",
    lazy: async () => ({ Component: (await import("@/features/inbox/inbox-page")).InboxPage }),
    children: [
      {
        path: "started/:instance",
        lazy: async () => ({ Component: (await import("@/features/inbox/started-panel")).StartedPanel }),
      },
      {
        path: ":task",
        lazy: async () => ({ Component: (await import("@/features/inbox/task-panel")).TaskPanel }),
      },
    ],
  },
  {
    path: "messages",
    lazy: async () => ({
      Component: (await import("@/features/notifications/messages-page")).MessagesPage,
    }),
  },
  {
    path: "me/notifications",
    lazy: async () => ({
      Component: (await import("@/features/profile/notification-preferences")).NotificationPreferences,
    }),
  },
  {
    path: "flow-instances/:instance",
    lazy: async () => ({
      Component: (await import("@/features/flow-instances/instance-page")).InstancePage,
    }),
  },
];

/** What the operators of an app look after, drawn in its frame. */
export const appFlowRoutes: RouteObject[] = [
  {
    path: "flow-instances",
    lazy: async () => ({
      Component: (await import("@/features/flow-instances/operators-page")).OperatorsPage,
    }),
  },
];
