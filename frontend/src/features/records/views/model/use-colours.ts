/** The colours of a view's records. The evaluator of formulas comes only where a view has any. */
import { useEffect, useMemo, useState } from "react";
import { loadFunctions } from "@/lib/formula/load";
import type { ColourProgram, RecordRow, ViewColour } from "../../model/types";

type ColourOf = (row: RecordRow) => ViewColour | null;

const NONE: ColourProgram[] = [];
const plain: ColourOf = () => null;

export function useColours(
  programs: ColourProgram[] = NONE,
  user: Record<string, unknown> | undefined,
  zone: string,
): { colourOf: ColourOf; reads: string[] } {
  const [colourOf, setColourOf] = useState(() => plain);
  useEffect(() => {
    let gone = false;
    const load = async (): Promise<ColourOf> => {
      if (programs.length === 0) return plain;
      const [{ colourIn }] = await Promise.all([
        import("./colours"),
        loadFunctions(programs.map((each) => each.when)),
      ]);
      return colourIn(programs, user ?? {}, zone);
    };
    void load().then((found) => {
      if (!gone) setColourOf(() => found);
    });
    return () => {
      gone = true;
    };
  }, [programs, user, zone]);
  return useMemo(
    () => ({ colourOf, reads: [...new Set(programs.flatMap((each) => each.reads))] }),
    [colourOf, programs],
  );
}
