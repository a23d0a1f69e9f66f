/** The live form in React: every place subscribes to itself and redraws alone. */
import { createContext, useCallback, useContext, useMemo, useSyncExternalStore } from "react";
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

/** What stands around a place's value: a key pressed in it draws nothing of this. Of a subform, which rows it has is
 * still told, what they hold is not. */
export function useFrame(path: string): FieldSnapshot {
  const engine = useEngine();
  return useSyncExternalStore(
    useCallback((listener) => engine.subscribe(path, listener), [engine, path]),
    useMemo(() => steady(() => engine.snapshot(path), sameFrame), [engine, path]),
  );
}

/** Several places at once; `paths` is the same list from one drawing to the next. */
export function usePlaces(paths: readonly string[]): readonly FieldSnapshot[] {
  const engine = useEngine();
  return useSyncExternalStore(
    useCallback(
      (listener) => {
        const quits = paths.map((path) => engine.subscribe(path, listener));
        return () => quits.forEach((quit) => quit());
      },
      [engine, paths],
    ),
    useMemo(() => steady(() => paths.map(engine.snapshot), sameItems), [engine, paths]),
  );
}

/** Reads again and again, and answers with what it answered before as long as that is the same. */
function steady<T>(read: () => T, same: (before: T, now: T) => boolean): () => T {
  let held: T | undefined;
  return () => {
    const now = read();
    return (held = held !== undefined && same(held, now) ? held : now);
  };
}

const sameItems = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, at) => item === b[at]);

function sameFrame(a: FieldSnapshot, b: FieldSnapshot): boolean {
  return (
    a.visible === b.visible &&
    a.required === b.required &&
    a.readonly === b.readonly &&
    a.options === b.options &&
    a.look === b.look &&
    a.issue === b.issue &&
    a.formulaError === b.formulaError &&
    a.computedWhenSaved === b.computedWhenSaved &&
    sameRows(a.value, b.value)
  );
}

/** Values other than rows are of no interest here. */
function sameRows(a: unknown, b: unknown): boolean {
  return a === b || sameItems(rowIds(a), rowIds(b));
}

const rowIds = (value: unknown): unknown[] =>
  Array.isArray(value) ? value.flatMap((row: { id?: unknown } | null) => row?.id ?? []) : [];

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
