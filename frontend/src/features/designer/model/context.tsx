/** The designer's state for all its parts. */
import { createContext, useContext } from "react";
import type { Field, FormDefinition } from "@/lib/form-runtime/definition";
import type { FormCard } from "@/lib/types";
import type { DraftState } from "./use-draft";
import type { Selection } from "./types";

export const TABS = [
  "fields",
  "rules",
  "checks",
  "tests",
  "profile",
  "prints",
  "links",
  "settings",
  "versions",
] as const;
export type DesignerTab = (typeof TABS)[number];

export interface Designer {
  app: string;
  form: string;
  definition: FormDefinition;
  draft: DraftState;
  selection: Selection;
  select: (selection: Selection) => void;
  apply: (act: string, change: (definition: FormDefinition) => FormDefinition) => void;
  tab: DesignerTab;
  setTab: (tab: DesignerTab) => void;
  /** Other forms of the app, as targets of links. */
  forms: FormCard[];
  /** The published form; null while there is none. Its options keep their values. */
  published: FormDefinition | null;
  /** Keys that exist in the published form: they never change again. */
  publishedKeys: ReadonlySet<string>;
  /** Keys that must not be used for a new field: taken, or of a deleted one. */
  usedKeys: (subform?: string) => string[];
}

const Context = createContext<Designer | null>(null);
export const DesignerProvider = Context.Provider;

export function useDesigner(): Designer {
  const designer = useContext(Context);
  if (!designer) throw new Error("a part of the designer outside DesignerProvider");
  return designer;
}

/** Topics of all fields and columns. */
export function topicsOf(fields: Field[], around = ""): string[] {
  return fields.flatMap((field) => {
    const topic = `${around}${field.key}`;
    return field.type === "subform" ? [topic, ...topicsOf(field.fields, `${topic}.`)] : [topic];
  });
}
