/** Tables as programs exchange them: lines with tabs, tables of HTML and Markdown, text with commas. */

const quoted = (text: string): string => (/["\t\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export const toTsv = (cells: string[][]): string => cells.map((row) => row.map(quoted).join("\t")).join("\n");

/** Lines and tabs (or another separator) to cells; a cell with breaks stands in quotes. */
export function fromTsv(text: string, separator = "\t"): string[][] {
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
    else if (char === separator || char === "\n") {
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

/** The largest table of a piece of HTML that has no table in it; merged cells keep their place with blanks. Null when
 * there is none. */
export function fromHtml(html: string): string[][] | null {
  // DOMParser builds an inert document: nothing in it runs or loads.
  const tables = [...new DOMParser().parseFromString(html, "text/html").querySelectorAll("table")];
  let table: HTMLTableElement | null = null;
  for (const each of tables)
    if (!each.querySelector("table") && (!table || sizeOf(each) > sizeOf(table))) table = each;
  if (!table) return null;
  const cells: string[][] = [];
  const height = table.rows.length;
  [...table.rows].forEach((row, y) => {
    cells[y] ??= [];
    let x = 0;
    for (const cell of row.cells) {
      while (cells[y][x] !== undefined) x += 1;
      const [down, wide] = [Math.min(cell.rowSpan || 1, 1000), Math.min(cell.colSpan || 1, 1000)];
      for (let dy = 0; dy < Math.min(down, height - y); dy += 1)
        for (let dx = 0; dx < wide; dx += 1) {
          cells[y + dy] ??= [];
          cells[y + dy]![x + dx] = dx + dy === 0 ? textOf(cell) : "";
        }
    }
  });
  return cells.length > 0 ? cells : null;
}

const sizeOf = (table: HTMLTableElement): number => table.querySelectorAll("td, th").length;

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
