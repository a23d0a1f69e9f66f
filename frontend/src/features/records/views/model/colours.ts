/** Which colour a record has: the first rule that holds. Conditions come typed from the server; nothing is parsed. */
import { compile } from "@/lib/formula/compile";
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
