/** The controls of all field types where most people only read: lists fetch them before somebody writes. */
import { useEffect, useSyncExternalStore, type ComponentType } from "react";
import { Listeners } from "@/lib/listeners";
import type { InputProps } from "./types";

let part: ComponentType<InputProps> | null = null;
const listeners = new Listeners();

export async function fetchInputs(): Promise<void> {
  if (part) return;
  part = (await import("./inputs")).FieldInput;
  listeners.tell();
}

/** `FieldInput`, or null as long as its script is on its way. */
export function useFieldInput(): ComponentType<InputProps> | null {
  useEffect(() => void fetchInputs(), []);
  return useSyncExternalStore(listeners.add, () => part);
}
