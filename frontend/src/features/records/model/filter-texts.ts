/** Texts inside formulas: written with doubled quotation marks, read back the same way. */

export interface Reading {
  field: string;
  value: unknown;
}

export const text = (value: unknown): string => `'${String(value).replaceAll("'", "''")}'`;
export const texts = (values: unknown[]): string => values.map(text).join(", ");

const QUOTED = /'((?:[^']|'')*)'/y;

function quotedAt(source: string, at: number): { value: string; end: number } | null {
  QUOTED.lastIndex = at;
  const match = QUOTED.exec(source);
  return match ? { value: match[1]!.replaceAll("''", "'"), end: QUOTED.lastIndex } : null;
}

/** `‹before›field‹between›'value'‹after›` */
export function readText(source: string, before: string, between: string, after: string): Reading | null {
  if (!source.startsWith(before)) return null;
  const field = /^[a-z][a-z0-9_]*/.exec(source.slice(before.length))?.[0];
  if (!field) return null;
  const at = before.length + field.length;
  if (!source.startsWith(between, at)) return null;
  const value = quotedAt(source, at + between.length);
  return value && source.slice(value.end) === after ? { field, value: value.value } : null;
}

/** `field‹between›'a', 'b')` */
export function readTexts(source: string, between: string): Reading | null {
  const field = /^[a-z][a-z0-9_]*/.exec(source)?.[0];
  if (!field || !source.startsWith(between, field.length)) return null;
  const values: string[] = [];
  let at = field.length + between.length;
  for (;;) {
    const next = quotedAt(source, at);
    if (!next) return null;
    values.push(next.value);
    if (source.slice(next.end) === ")") return { field, value: values };
    if (!source.startsWith(", ", next.end)) return null;
    at = next.end + 2;
  }
}

/** Cuts at ` and ` or ` or ` outside texts and brackets; null when both words stand side by side. */
export function conditionsOf(source: string): { join: "and" | "or"; parts: string[] } | null {
  const parts: string[] = [];
  let join: "and" | "or" | null = null;
  let depth = 0;
  let from = 0;
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at];
    if (char === "'") {
      const quoted = quotedAt(source, at);
      if (!quoted) return null;
      at = quoted.end - 1;
    } else if (char === "(") depth += 1;
    else if (char === ")") depth -= 1;
    else if (char === " " && depth === 0) {
      const word = source.startsWith(" and ", at) ? "and" : source.startsWith(" or ", at) ? "or" : null;
      if (!word) continue;
      if (join !== null && join !== word) return null;
      join = word;
      parts.push(source.slice(from, at));
      at += word.length + 1;
      from = at + 1;
    }
  }
  if (depth !== 0) return null;
  return { join: join ?? "and", parts: [...parts, source.slice(from)] };
}
