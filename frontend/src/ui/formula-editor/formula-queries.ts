/** What the editor asks the server: is the text a formula, which names and functions are there. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api } from "@/lib/api";
import type { FormDefinition } from "@/lib/form-runtime/definition";
import type { FormulaType, Program } from "@/lib/formula/ast";
import type { Locale } from "@/lib/types";

export interface FormulaName {
  name: string;
  label: string;
  type: FormulaType;
}
export interface FormulaProblem {
  code: string;
  message: string;
  pos?: number;
  length?: number;
}
export interface Checked {
  ok: boolean;
  type: FormulaType | null;
  ast: Program | null;
  refs: string[];
  problems: FormulaProblem[];
  names: FormulaName[];
}
export interface FormulaFunction {
  name: string;
  category: string;
  signature: string;
  signatures?: string[];
  doc: Record<Locale, string>;
  examples: string[];
}

export interface FormPlace {
  app: string;
  form: string;
  /** The definition on the screen; left out: the published one. */
  definition?: FormDefinition;
  /** `form`, `row:lines`, `filter`, `grant`. */
  scope: string;
  /** The type the result must have. */
  expect?: FormulaType;
}

/** A place in a flow: its trigger, an edge of a node, a node, the list of a repeated one, records of another form. */
export interface FlowPlace {
  app: string;
  flow: {
    /** The definition on the screen. */
    definition: object;
    place: "trigger" | "edge" | "node" | "each" | "target" | "rows";
    node?: string;
    form?: string;
    app?: string;
    /** What line items are made of; or the line items of `form` that are there. */
    over?: string;
    rows?: string;
  };
  expect?: FormulaType;
}

export type FormulaPlace = FormPlace | FlowPlace;

export const checkFormula = (place: FormulaPlace, text: string, signal?: AbortSignal): Promise<Checked> =>
  "flow" in place
    ? api.post<Checked>(
        `/apps/${place.app}/flows:check-formula`,
        { ...place.flow, expect: place.expect, text },
        { signal },
      )
    : api.post<Checked>("/formula:check", { ...place, text }, { signal });

function useSettled<T>(value: T, pause: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pause);
    return () => clearTimeout(timer);
  }, [value, pause]);
  return settled;
}

/** The verdict on a text, a moment after the last keystroke; the one before stays meanwhile. */
export function useFormulaCheck(place: FormulaPlace, text: string) {
  // In a flow the text is part of the definition that it is checked in: both rest together.
  const wanted = JSON.stringify([place, text]);
  const settled = useSettled(wanted, 250);
  const query = useQuery({
    queryKey: ["formula-check", settled],
    queryFn: ({ signal }) => checkFormula(...(JSON.parse(settled) as [FormulaPlace, string]), signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
  });
  return { ...query, current: settled === wanted && !query.isPlaceholderData };
}

export function useFormulaFunctions() {
  return useQuery({
    queryKey: ["formula-functions"],
    queryFn: () => api.get<{ items: FormulaFunction[] }>("/formula/functions"),
    select: (page) => page.items,
    staleTime: Infinity,
  });
}
