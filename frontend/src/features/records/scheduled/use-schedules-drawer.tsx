/** The drawer of a list's scheduled exports; it travels when it is first opened. */
import { lazy, Suspense, useState, type ReactNode } from "react";
import type { ListedRuntime } from "../model/types";

const SchedulesDrawer = lazy(async () => ({
  default: (await import("./schedules-drawer")).SchedulesDrawer,
}));

interface Place {
  app: string;
  form: string;
  runtime: ListedRuntime;
  canDesign: boolean;
  view: string;
}

/** How it is opened (null: not by this person), and the drawer itself. */
export function useSchedulesDrawer({ canDesign, ...place }: Place): [(() => void) | null, ReactNode] {
  const [shown, setShown] = useState(false);
  const may = canDesign || place.runtime.ops.includes("export");
  return [
    may ? () => setShown(true) : null,
    <Suspense key="schedules">
      {shown && <SchedulesDrawer {...place} onClose={() => setShown(false)} />}
    </Suspense>,
  ];
}
