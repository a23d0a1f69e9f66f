/** Parts of a page that nobody sees at first: their script comes when they are shown. */
import { lazy, Suspense, type ComponentType, type ReactNode } from "react";

/** `later(async () => (await import("./dialog")).Dialog)`: a component like any other; `waiting` stands for it meanwhile. */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  waiting: ReactNode = null,
): ComponentType<Props> {
  const Part = lazy(async () => ({ default: await load() }));
  return function Later(props: Props) {
    return (
      <Suspense fallback={waiting}>
        <Part {...props} />
      </Suspense>
    );
  };
}
