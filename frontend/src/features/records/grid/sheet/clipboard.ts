/** Cells as spreadsheets exchange them: lines with tabs, and a table of HTML beside it. */
import { isNumeric } from "@/lib/records/columns";
import type { Column, RecordRow } from "@/lib/records/types";
import { optionText, formatDatetime, fractionToPercent } from "@/lib/form-runtime/format";
import { isEmpty } from "@/lib/form-runtime/paths";
import { choicesOf } from "@/lib/form-runtime/kinds";
import { currentLocale } from "@/lib/locale";
import type { CellSurroundings } from "@/ui/record-cells/cell-content";

/** What one copy carries; more belongs into an export. */
export const MOST_COPIED = 200_000;

const titleOf = (value: unknown): string =>
  typeof value === "object" && value !== null && "title" in value
    ? String(value.title ?? "")
    : typeof value === "object" && value !== null && "name" in value
      ? String(value.name)
      : String(value);

/** One cell as text that a sheet reads back as the same value: bare numbers, ISO dates, labels, titles. */
export function cellText(column: Column, row: RecordRow, around: CellSurroundings): string {
  const value = row[column.key];
  const { field } = column;
  if (row._errors?.[column.key]) return row._errors[column.key]!;
  if (isEmpty(value)) return "";
  const kind: string = field.type === "formula" ? field.as : field.type;
  if (typeof value === "boolean") return value ? around.words.yes : around.words.no;
  if (kind === "percent" && typeof value === "number") return `${fractionToPercent(value)}%`;
  if (kind === "datetime") return formatDatetime(String(value), around.zone);
  if ("options" in field) {
    const values: unknown[] = Array.isArray(value) ? value : [value];
    return values.map((each) => optionText(choicesOf(field), each, currentLocale())).join("，");
  }
  if (Array.isArray(value)) return value.map(titleOf).join("，");
  return titleOf(value);
}

const quoted = (text: string): string => (/["\t\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export const toTsv = (cells: string[][]): string => cells.map((row) => row.map(quoted).join("\t")).join("\n");

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** A table that Excel takes over with its types: what isn't a number or a date is marked as text (0012 stays 0012). */
export function toHtml(cells: string[][], columns: Column[]): string {
  const kinds = columns.map(
    (column) => isNumeric(column.field) || ["date", "datetime"].includes(kindOf(column)),
  );
  const rows = cells.map(
    (row) =>
      `<tr>${row
        .map((text, at) => {
          const style = kinds[at] ? "" : ` style="mso-number-format:'\\@'"`;
          return `<td${style}>${escaped(text).replaceAll("\n", "<br>")}</td>`;
        })
        .join("")}</tr>`,
  );
  return `<meta charset="utf-8"><table>${rows.join("")}</table>`;
}

const kindOf = ({ field }: Column): string => (field.type === "formula" ? field.as : field.type);

/** Lines and tabs to cells; a cell with breaks stands in quotes. */
export function fromTsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let inside = false;
  let fresh = true;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!;
    if (inside) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else inside = false;
    } else if (char === '"' && fresh) inside = true;
    else if (char === "\t" || char === "\n") {
      rows.at(-1)!.push(cell);
      if (char === "\n") rows.push([]);
      cell = "";
      fresh = true;
      continue;
    } else if (char !== "\r") cell += char;
    fresh = false;
  }
  rows.at(-1)!.push(cell);
  // Sheets end their last line with a break.
  if (rows.length > 1 && rows.at(-1)!.length === 1 && rows.at(-1)![0] === "") rows.pop();
  return rows;
}

/** The first table of a piece of HTML; merged cells keep their place with blanks. Null when there is none. */
export function fromHtml(html: string): string[][] | null {
  // DOMParser builds an inert document: nothing in it runs or loads.
  const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
  if (!table) return null;
  const cells: string[][] = [];
  [...table.rows].forEach((row, y) => {
    cells[y] ??= [];
    let x = 0;
    for (const cell of row.cells) {
      while (cells[y][x] !== undefined) x += 1;
      const [down, wide] = [Math.min(cell.rowSpan || 1, 1000), Math.min(cell.colSpan || 1, 1000)];
      for (let dy = 0; dy < Math.min(down, table.rows.length - y); dy += 1)
        for (let dx = 0; dx < wide; dx += 1) {
          cells[y + dy] ??= [];
          cells[y + dy]![x + dx] = dx + dy === 0 ? textOf(cell) : "";
        }
    }
  });
  return cells.length > 0 ? cells : null;
}

function textOf(cell: Element): string {
  for (const line of cell.querySelectorAll("br")) line.replaceWith("\n");
  return (cell.textContent ?? "").replace(/ /g, " ").trim();
}

/** What a paste event brings. The table of HTML wins only where the plain text has no cells of its own. */
export function pastedCells(data: { getData(kind: string): string }): string[][] {
  const text = data.getData("text/plain");
  const html = data.getData("text/html");
  if (html && !text.includes("\t")) {
    const table = fromHtml(html);
    if (table && (table.length > 1 || table[0]!.length > 1)) return table;
  }
  return text === "" ? [] : fromTsv(text);
}

/** A block laid over a target as sheets do: one cell fills it, a block that fits several times is repeated. */
export function tiled(block: string[][], rows: number, columns: number): string[][] {
  const [high, wide] = [block.length, Math.max(...block.map((row) => row.length))];
  const down = rows % high === 0 ? rows : high;
  const across = columns % wide === 0 ? columns : wide;
  return Array.from({ length: down }, (_, y) =>
    Array.from({ length: across }, (__, x) => block[y % high]![x % wide] ?? ""),
  );
}
