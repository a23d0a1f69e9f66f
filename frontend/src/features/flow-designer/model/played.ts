/** What the dry run has come to so far: which steps and ways are to be coloured. */
import { useMemo } from "react";
import { useFlowDesigner } from "./context";
import { waysOf } from "./run-acts";

/** Whether the dry run has come to a step («done»), or stands there («now»). */
export function usePlayedNode(id: string): "now" | "done" | null {
  const { played } = useFlowDesigner();
  if (!played) return null;
  if (played.acts[played.upTo - 1]?.node === id) return "now";
  return played.acts.slice(0, played.upTo).some((act) => act.node === id) ? "done" : null;
}

const NONE: ReadonlySet<number> = new Set();

export function usePlayedEdges(): ReadonlySet<number> {
  const { played, definition } = useFlowDesigner();
  return useMemo(
    () => (played ? waysOf(definition, played.acts.slice(0, played.upTo), played.result.edges) : NONE),
    [played, definition],
  );
}
