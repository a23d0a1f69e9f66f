import type { RouteObject } from "react-router";

/** Records of a form: the list with an opened record beside it, the recycle bin, duplicates, and the import of a file. */
export const recordsRoutes: RouteObject[] = [
  {
    path: "forms/:form",
    lazy: async () => ({ Component: (await import("@/features/records/list-page")).ListPage }),
    children: [
      {
        path: "records/:id",
        lazy: async () => ({
          Component: (await import("@/features/records/record/record-panel")).RecordPanel,
        }),
      },
    ],
  },
  {
    path: "forms/:form/bin",
    lazy: async () => ({ Component: (await import("@/features/records/bin-page")).BinPage }),
  },
  {
    path: "forms/:form/bulk",
    lazy: async () => ({ Component: (await import("@/features/records/bulk/bulk-page")).BulkPage }),
  },
  {
    path: "forms/:form/duplicates",
    lazy: async () => ({
      Component: (await import("@/features/duplicates/duplicates-page")).DuplicatesPage,
    }),
  },
  {
    path: "import",
    lazy: async () => ({ Component: (await import("@/features/import/import-page")).ImportPage }),
  },
];
