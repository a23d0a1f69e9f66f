/** Which topics a formula reads: a field (`amount`), a column of a subform (`lines.qty`). */
import { refsOf, type Program } from "@/lib/formula/ast";
import { aroundOf } from "./inner-rows";

export interface Reading {
  topic: string;
  /** The step reads its own row's cell: another row's change is no reason to run it. */
  own: boolean;
}

const CONSTANT = new Set(["user", "old", "id", "version"]);
/** Subforms and their columns. */
export type Subforms = ReadonlyMap<string, string[]>;

export const topicIn = (row: string | null) => (key: string) => (row ? `${row}.${key}` : key);

/** Which topic a path reads, seen from the record (`row` null) or from a row of the subform `row`. */
export function readingOf(path: string[], row: string | null, subforms: Subforms): Reading | null {
  const [head, ...rest] = path;
  if (head === undefined || CONSTANT.has(head)) return null;
  if (row !== null && head === "parent") {
    const reading = readingOf(rest, aroundOf(row), subforms);
    return reading && { ...reading, own: false };
  }
  const names = row !== null && head === "row" ? rest : path;
  if (names[0] === undefined) return null;
  const first = topicIn(row)(names[0]);
  const topic = names.slice(1).reduce((at, name) => (subforms.has(at) ? `${at}.${name}` : at), first);
  return { topic, own: row !== null && topic === first };
}

export function readings(programs: Program[], row: string | null, subforms: Subforms): Reading[] {
  const found = new Map<string, Reading>();
  for (const path of programs.flatMap(refsOf)) {
    const reading = readingOf(path, row, subforms);
    if (!reading) continue;
    const known = found.get(reading.topic);
    found.set(reading.topic, known ? { ...known, own: known.own && reading.own } : reading);
  }
  return [...found.values()];
}
