/**
 * A formula's result as a value of its field, as the server's field types do it (`FieldType.coerce`):
 * numbers rounded to the field's decimals, instants and dates turned into each other.
 */
import DecimalJs from "decimal.js";
import { Instant, PlainDate } from "@/lib/formula/dates";
import { Decimal } from "@/lib/formula/decimal";
import { roundTo } from "@/lib/formula/functions/math";
import { isError, toDate, toDatetime, toJson, toText, type Value } from "@/lib/formula/values";
import type { Field } from "./definition";
import { valueKind } from "./kinds";

/** Decimals of the canonical value; null keeps them all. A percent's figure has two less than its fraction. */
function placesOf(field: Field): number | null {
  switch (field.type) {
    case "number":
      return field.decimals ?? 0;
    case "money":
      return field.decimals ?? 2;
    case "percent":
      return (field.decimals ?? 2) + 2;
    case "formula":
      if (field.decimals === null || field.decimals === undefined) return null;
      return field.as === "percent" ? field.decimals + 2 : field.decimals;
    default:
      return null;
  }
}

/** The JSON value a field holds after a formula gave it `value`; null for an error or a blank. */
export function coerce(field: Field | undefined, value: Value, zone: string): unknown {
  if (!field || value === null || isError(value)) return null;
  const kind = valueKind(field);
  if (value instanceof Decimal) {
    if (kind === "text" || kind === "long_text") return toText(value, zone);
    const places = placesOf(field);
    if (places === null) return toJson(value);
    return toJson(roundTo(value, new Decimal(places), DecimalJs.ROUND_HALF_UP));
  }
  if (kind === "date" && value instanceof Instant) return toJson(toDate(value, zone));
  if (kind === "datetime" && value instanceof PlainDate) return toJson(toDatetime(value, zone));
  if (kind === "text" || kind === "long_text")
    return Array.isArray(value) ? null : toText(value, zone) || null;
  return toJson(value);
}
