/** A table that somebody pastes or types: from a sheet, a web page, a Markdown text, a csv. It becomes a file like any other
 * and goes the way of files. */
import { fromHtml, fromTsv, toTsv } from "./cells";

/** Characters that are taken; more is a file's business. */
export const MOST_PASTED = 2_000_000;
const MOST_COLUMNS = 500;
/** Apart from tabs; the likelier first. */
const SEPARATORS = [",", ";", "，", "；", "|"];

const filled = (rows: string[][]): string[][] => rows.filter((row) => row.some((cell) => cell.trim() !== ""));
const even = (rows: string[][]): boolean => rows.every((row) => row.length === rows[0]!.length);

/** `| a | b |` with a line of dashes below it; bars behind a backslash belong to their cell. */
function fromMarkdown(text: string): string[][] | null {
  const lines = text.split(/\r?\n/).flatMap((line) => line.trim() || []);
  const rule = lines.findIndex(
    (line) => line.includes("|") && /^\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?$/.test(line),
  );
  if (rule < 1) return null;
  const cellsOf = (line: string): string[] =>
    line
      .replace(/^\|/, "")
      .replace(/(?<!\\)\|$/, "")
      .split(/(?<!\\)\|/)
      .map((cell) =>
        cell
          .trim()
          .replaceAll("\\|", "|")
          .replace(/<br\s*\/?>/gi, "\n"),
      );
  const rows = [lines[rule - 1]!, ...lines.slice(rule + 1)].filter((line) => line.includes("|"));
  return rows.map(cellsOf);
}

/** The cells of a text: tabs, Markdown, or one separator that divides every line alike; else one column of lines. */
export function tableOf(text: string): string[][] {
  if (text.trim() === "") return [];
  if (text.includes("\t")) return filled(fromTsv(text));
  const marked = fromMarkdown(text);
  if (marked) return filled(marked);
  for (const separator of SEPARATORS) {
    if (!text.includes(separator)) continue;
    const rows = filled(fromTsv(text, separator)).map((row) => row.map((cell) => cell.trim()));
    if (rows.length > 0 && rows[0]!.length > 1 && even(rows)) return rows;
  }
  return filled(text.split(/\r?\n/).map((line) => [line.trim()]));
}

/** What the clipboard holds as text for the box. The plain text of a sheet is exact; that of a web page breaks where its
 * cells do, so there the table of HTML counts. Null: no table beside the text. */
export function clipboardText(data: { getData(kind: string): string }): string | null {
  const text = data.getData("text/plain");
  const html = data.getData("text/html");
  if (html === "" || html.length > 10 * MOST_PASTED) return null;
  if (text.includes("\t") && even(fromTsv(text))) return null;
  const cells = fromHtml(html);
  return cells && (cells.length > 1 || cells[0]!.length > 1) ? toTsv(cells) : null;
}

export type PasteGap = "empty" | "too_long" | "too_wide" | "no_rows";

/** Why the table can't be taken; null when it can. */
export function gapOfTable(text: string, cells: string[][]): PasteGap | null {
  if (text.length > MOST_PASTED) return "too_long";
  if (cells.length === 0) return "empty";
  if (cells.some((row) => row.length > MOST_COLUMNS)) return "too_wide";
  return cells.length < 2 ? "no_rows" : null;
}

/** The table as the file that the import reads. */
export const tableFile = (cells: string[][], name: string): File =>
  new File([toTsv(cells)], `${name.replace(/[\\/:*?"<>|]/g, " ").trim()}.tsv`, {
    type: "text/tab-separated-values",
  });
