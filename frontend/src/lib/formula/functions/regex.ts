/**
 * Regular expressions by RE2, as on the server. Loaded only for forms whose formulas use them (load.ts):
 * the engine is larger than all other functions together.
 */
import { RE2JS } from "re2js";
import { bounded, Fail, MAX_TEXT, NA, textLength, VALUE, type Value } from "../values";
import type { Family } from "./family";

const MAX_PATTERN = 500;
const MAX_MATCHES = 2_000;
const compiled = new Map<string, RE2JS | null>();

function compilePattern(pattern: string): RE2JS {
  let found = compiled.get(pattern);
  if (found === undefined) {
    try {
      found = textLength(pattern) <= MAX_PATTERN ? RE2JS.compile(pattern) : null;
    } catch {
      found = null; // RE2 refuses it: look-around, back-references, a slip
    }
    compiled.set(pattern, found);
  }
  if (!found) throw new Fail(VALUE);
  return found;
}

const text = (value: Value | undefined): string => value as string;

function expand(replacement: string, group: (index: number) => string | null, count: number): string {
  return replacement.replace(/\$(\$|[1-9])/g, (_, mark: string) => {
    if (mark === "$") return "$";
    if (Number(mark) > count) throw new Fail(VALUE);
    return group(Number(mark)) ?? "";
  });
}

function replaceAll(whole: string, pattern: string, replacement: string): string {
  const matcher = compilePattern(pattern).matcher(whole);
  let result = "";
  let last = 0;
  let matches = 0;
  while (matcher.find()) {
    result += whole.slice(last, matcher.start());
    result += expand(replacement, (index) => matcher.group(index), matcher.groupCount());
    last = matcher.end();
    matches += 1;
    if (result.length > MAX_TEXT * 2 || matches > MAX_MATCHES) throw new Fail(VALUE);
  }
  return bounded(result + whole.slice(last));
}

export const REGEX: Family = {
  REGEXMATCH: ([whole, pattern]) => compilePattern(text(pattern)).matcher(text(whole)).find(),
  REGEXEXTRACT: ([whole, pattern]) => {
    const matcher = compilePattern(text(pattern)).matcher(text(whole));
    if (!matcher.find()) throw new Fail(NA);
    return matcher.group(matcher.groupCount() > 0 ? 1 : 0);
  },
  REGEXREPLACE: ([whole, pattern, replacement]) => replaceAll(text(whole), text(pattern), text(replacement)),
};
