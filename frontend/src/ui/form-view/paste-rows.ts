/** Rows copied from a spreadsheet, as rows of a subform. */
import { fromTsv } from "@/lib/cells";
import { isComputed } from "@/lib/form-runtime/computed";
import type { Field } from "@/lib/form-runtime/definition";
import { parseDuration } from "@/lib/form-runtime/duration";
import { percentToFraction } from "@/lib/form-runtime/format";

function cellValue(column: Field, text: string): unknown {
  const plain = text.trim();
  if (plain === "") return null;
  switch (column.type) {
    case "number":
    case "money": {
      const number = Number(plain.replace(/[,，\s¥￥$]/g, ""));
      return Number.isFinite(number) ? number : null;
    }
    case "duration":
      return parseDuration(plain, column.display) ?? null;
    case "rating":
    case "slider": {
      const number = Number(plain.split("/")[0]);
      return Number.isFinite(number) ? number : null;
    }
    case "time": {
      const at = /^(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?$/.exec(plain);
      const short = at && `${at[1]!.padStart(2, "0")}:${at[2]}`;
      return short && column.seconds ? `${short}:${at[3] ?? "00"}` : short;
    }
    case "tags": {
      const words = plain.split(/[,，;；、|]/).flatMap((word) => word.trim() || []);
      return words.length ? words : null;
    }
    case "percent": {
      const number = Number(plain.replace(/%$/, ""));
      if (!Number.isFinite(number)) return null;
      return plain.endsWith("%") ? percentToFraction(number) : number;
    }
    case "date": {
      const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(plain);
      return match ? `${match[1]}-${match[2]!.padStart(2, "0")}-${match[3]!.padStart(2, "0")}` : null;
    }
    case "boolean":
      return /^(true|yes|y|1|是|√|✓)$/i.test(plain);
    case "select":
      return optionFor(column, plain);
    case "multi_select": {
      const found = plain.split(/[,，;；、]/).flatMap((part) => optionFor(column, part.trim()) ?? []);
      return found.length ? found : null;
    }
    case "text":
    case "long_text":
    case "phone":
    case "email":
    case "url":
      return plain;
    default:
      return null; // people, records and files can't be told by their name here
  }
}

function optionFor(column: Field & { type: "select" | "multi_select" }, text: string): string | null {
  const found = column.options.find((option) => {
    const labels = typeof option.label === "string" ? [option.label] : Object.values(option.label);
    return !option.retired && (option.value === text || labels.includes(text));
  });
  return found?.value ?? null;
}

/** Null when it isn't a table: then the control pastes as it always does. */
export function rowsFromClipboard(
  text: string,
  columns: Field[],
  from: string,
): Record<string, unknown>[] | null {
  const lines = fromTsv(text);
  if (lines.length < 2 && !text.includes("\t")) return null;
  const first = columns.findIndex((column) => column.key === from);
  return lines.slice(0, 1000).map((cells) => {
    const row: Record<string, unknown> = {};
    cells.forEach((cell, at) => {
      const column = columns[first + at];
      if (column && !isComputed(column)) row[column.key] = cellValue(column, cell);
    });
    return row;
  });
}
