/** Cells as spreadsheets exchange them: lines with tabs, and a table of HTML beside it. */
import { isNumeric } from "@/lib/records/columns";
import type { Column, RecordRow } from "@/lib/records/types";
import { optionText, formatDatetime, fractionToPercent } from "@/lib/form-runtime/format";
import { isEmpty } from "@/lib/form-runtime/paths";
import { choicesOf, valueKind } from "@/lib/form-runtime/kinds";
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
  const kind = valueKind(field);
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

const kindOf = ({ field }: Column): string => valueKind(field);

/** A block laid over a target as sheets do: one cell fills it, a block that fits several times is repeated. */
export function tiled(block: string[][], rows: number, columns: number): string[][] {
  const [high, wide] = [block.length, Math.max(...block.map((row) => row.length))];
  const down = rows % high === 0 ? rows : high;
  const across = columns % wide === 0 ? columns : wide;
  return Array.from({ length: down }, (_, y) =>
    Array.from({ length: across }, (__, x) => block[y % high]![x % wide] ?? ""),
  );
}
