/** The words of a formula, for colours, chips and completion. The server alone parses. */

export interface Token {
  kind: "text" | "number" | "function" | "path" | "word";
  from: number;
  to: number;
  text: string;
}

const WORDS = new Set(["and", "or", "not", "in", "true", "false", "null"]);
const TOKEN =
  /('(?:[^']|'')*'?|"(?:[^"]|"")*"?)|(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)|([\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*)(?=(\s*[(（])?)/gu;

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const from = match.index;
    const [whole, quoted, number, name, bracket] = match;
    const kind = quoted
      ? "text"
      : number
        ? "number"
        : bracket !== undefined && name && !WORDS.has(name.toLowerCase())
          ? "function"
          : name && WORDS.has(name.toLowerCase())
            ? "word"
            : "path";
    tokens.push({ kind, from, to: from + whole.length, text: whole });
  }
  return tokens;
}

/** The function whose brackets the cursor stands in, innermost first. */
export function functionAround(text: string, cursor: number): string | null {
  const tokens = tokensOf(text);
  const quoted = (at: number): boolean =>
    tokens.some((token) => token.kind === "text" && token.from <= at && at < token.to);
  let depth = 0;
  for (let at = cursor - 1; at >= 0; at -= 1) {
    if (quoted(at)) continue;
    if (")）".includes(text[at]!)) depth += 1;
    if (!"(（".includes(text[at]!)) continue;
    if (depth > 0) {
      depth -= 1;
      continue;
    }
    const name = tokens.filter((token) => token.kind === "function" && token.to <= at).at(-1);
    if (name && text.slice(name.to, at).trim() === "") return name.text.toUpperCase();
  }
  return null;
}
