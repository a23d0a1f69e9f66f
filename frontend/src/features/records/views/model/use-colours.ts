/** Which colour a record has: the first rule that holds. Conditions come typed from the server; nothing is parsed. */
import { useEffect, useMemo, useState } from "react";
import { compile } from "@/lib/formula/compile";
import { loadFunctions } from "@/lib/formula/load";
import { readerOf } from "@/lib/records/reader";
import type { ColourProgram, RecordRow, ViewColour } from "../../model/types";

export function colourIn(
  programs: ColourProgram[],
  user: Record<string, unknown>,
  zone: string,
): (row: RecordRow) => ViewColour | null {
  const rules = programs.map((each) => ({ color: each.color, run: compile(each.when) }));
  if (rules.length === 0) return () => null;
  return (row) => {
    const env = { get: readerOf(row, user), now: Date.now(), zone };
    return rules.find(({ run }) => run?.(env) === true)?.color ?? null;
  };
}

const NONE: ColourProgram[] = [];

export function useColours(
  programs: ColourProgram[] = NONE,
  user: Record<string, unknown> | undefined,
  zone: string,
): { colourOf: (row: RecordRow) => ViewColour | null; reads: string[] } {
  const [ready, setReady] = useState<ColourProgram[]>(NONE);
  useEffect(() => {
    let gone = false;
    void loadFunctions(programs.map((each) => each.when)).then(() => {
      if (!gone) setReady(programs);
    });
    return () => {
      gone = true;
    };
  }, [programs]);
  return useMemo(
    () => ({
      colourOf: colourIn(ready, user ?? {}, zone),
      reads: [...new Set(programs.flatMap((each) => each.reads))],
    }),
    [ready, programs, user, zone],
  );
}
