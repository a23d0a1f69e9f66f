/** The live form in React: every place subscribes to itself and redraws alone. */
import { createContext, useCallback, useContext, useSyncExternalStore } from "react";
import type { FormEngine } from "@/lib/form-runtime/engine";
import type { FieldSnapshot } from "@/lib/form-runtime/engine-types";

const Context = createContext<FormEngine | null>(null);

export const EngineProvider = Context.Provider;

export function useEngine(): FormEngine {
  const engine = useContext(Context);
  if (!engine) throw new Error("a form's place outside EngineProvider");
  return engine;
}

export function usePlace(path: string): FieldSnapshot {
  const engine = useEngine();
  return useSyncExternalStore(
    useCallback((listener) => engine.subscribe(path, listener), [engine, path]),
    () => engine.snapshot(path),
  );
}

/** Redraws with every change of the form: for what shows many places. */
export function useWholeForm(engine: FormEngine): number {
  return useOfForm(engine, engine.getRevision);
}

/** One thing that depends on many places: redraws when it is another one, not with every change. */
export function useOfForm<T extends string | number | boolean>(engine: FormEngine, read: () => T): T {
  return useSyncExternalStore(
    useCallback((listener) => engine.subscribe("*", listener), [engine]),
    read,
  );
}
