/**
 * What the page can say about a value before the server does. It never says more than the server
 * would: formats that need the server's tables (telephone numbers) only get a first look here.
 */
import type { Field } from "./definition";
import { issue, type Issue } from "./issues";
import { isEmpty } from "./paths";

/** A first look at a number: digits, spaces, dashes, brackets, an extension. */
const PHONE = /^\+?[\d\s()-]{5,24}$/;
const CHINESE_MOBILE = /^(?:\+?86)?1[3-9]\d{9}$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Decimal places of a number as it is written. */
export function decimalsOf(value: number): number {
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  const fraction = mantissa.split(".")[1]?.length ?? 0;
  return Math.max(0, fraction - Number(exponent));
}

function checkNumber(field: Field & { type: "number" | "money" | "percent" }, value: number): Issue | null {
  const shown = field.type === "percent" ? 100 : 1;
  if (typeof field.min === "number" && value < field.min)
    return issue("number_min", { min: field.min * shown });
  if (typeof field.max === "number" && value > field.max)
    return issue("number_max", { max: field.max * shown });
  return null;
}

function checkPhone(field: Field & { type: "phone" }, value: string): Issue | null {
  const compact = value.replace(/[\s()-]/g, "");
  const domestic = (field.region ?? "CN") === "CN" && !compact.startsWith("+");
  if (!PHONE.test(value)) return issue("phone_invalid");
  if (domestic && field.mobile_only && !CHINESE_MOBILE.test(compact)) return issue("mobile_invalid");
  return null;
}

function checkText(field: Field & { type: "text" | "long_text" }, value: string): Issue | null {
  const length = [...value].length;
  if (field.max_length && length > field.max_length)
    return issue("text_too_long", { max: field.max_length, length });
  if (field.type === "text" && field.min_length && length < field.min_length)
    return issue("text_too_short", { min: field.min_length });
  return null;
}

function checkUrl(value: string): Issue | null {
  return URL.canParse(/^[a-z][a-z0-9+.-]*:/i.test(value) ? value : `https://${value}`)
    ? null
    : issue("url_invalid");
}

function checkRows(field: Field & { type: "subform" }, count: number): Issue | null {
  if (field.min_rows && count < field.min_rows) return issue("rows_min", { min: field.min_rows });
  if (field.max_rows && count > field.max_rows) return issue("rows_max", { max: field.max_rows });
  return null;
}

/** The first thing wrong with a value, or null. */
export function checkValue(field: Field, value: unknown, required: boolean): Issue | null {
  if (field.type === "subform") {
    const count = Array.isArray(value) ? value.length : 0;
    if (required && count === 0) return issue("required");
    return count > 0 || field.min_rows ? checkRows(field, count) : null;
  }
  if (isEmpty(value)) return required ? issue("required") : null;
  switch (field.type) {
    case "number":
    case "money":
    case "percent":
      return typeof value === "number" ? checkNumber(field, value) : issue("number_invalid");
    case "text":
    case "long_text":
      return checkText(field, String(value));
    case "phone":
      return checkPhone(field, String(value));
    case "email":
      return EMAIL.test(String(value)) ? null : issue("email_invalid");
    case "url":
      return checkUrl(String(value));
    case "date":
    case "datetime":
      if (field.min && String(value) < field.min) return issue("date_min", { min: field.min });
      if (field.max && String(value) > field.max) return issue("date_max", { max: field.max });
      return null;
    case "multi_select":
      return field.max_count && Array.isArray(value) && value.length > field.max_count
        ? issue("choices_max", { max: field.max_count })
        : null;
    default:
      return null;
  }
}
