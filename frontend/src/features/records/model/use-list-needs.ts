/** What the rows of a list must hold: its columns, what their colours read, and the conditions of buttons. */
import { useMemo } from "react";
import { neededOf } from "@/lib/records/columns";
import { readsOf } from "@/lib/records/press";
import { useColours } from "../views/model/use-colours";
import type { Column, ListedRuntime } from "./types";

export function useListNeeds(runtime: ListedRuntime, columns: Column[], view: string, zone: string) {
  const { colourOf, reads: coloursRead } = useColours(runtime.colors?.[view], runtime.user, zone);
  return useMemo(() => {
    const reads = [...new Set([...coloursRead, ...readsOf(runtime, columns)])];
    return { colourOf, reads, needed: neededOf(columns, runtime.definition, reads) };
  }, [colourOf, coloursRead, runtime, columns]);
}
