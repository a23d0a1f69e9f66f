import { useState } from "react";

/** Whether what is being edited differs from what it began with; values compare as JSON. */
export function useBegun(values: unknown): boolean {
  const now = JSON.stringify(values);
  const [first] = useState(now);
  return now !== first;
}

/** What keeps a drawer or dialog open on Escape and on a click beside it; its buttons still close it. */
export const kept = (begun: boolean) => ({ mask: { closable: !begun }, keyboard: !begun });
