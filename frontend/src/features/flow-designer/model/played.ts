/** What the dry run has come to so far: which steps and ways are to be coloured. */
import { useMemo } from "react";
import { useFlowDesigner } from "./context";

/** How a step ended in what has been played; "" when it was only come to, null when not at all. */
export function usePlayedNode(id: string): string | null {
  const { played } = useFlowDesigner();
  if (!played) return null;
  const steps = played.result.steps.slice(0, played.upTo).filter((step) => step.node === id);
  if (steps.length === 0) return null;
  if (played.result.steps[played.upTo - 1]?.node === id) return "now";
  return "done";
}

export function usePlayedEdges(): ReadonlySet<number> {
  const { played } = useFlowDesigner();
  return useMemo(() => {
    if (!played) return new Set<number>();
    const steps = played.result.steps.slice(0, played.upTo);
    const edges = steps.flatMap((step) => (typeof step.edge === "number" ? [step.edge] : []));
    return new Set(played.upTo >= played.result.steps.length ? [...edges, ...played.result.edges] : edges);
  }, [played]);
}
