/** What the palette offers, and how a new field begins. */
import type { Field, FieldType } from "@/lib/form-runtime/definition";
import type { Locale } from "@/lib/types";
import { keyFrom, keysOf } from "./keys";
import { withOptions } from "./options";

export interface PaletteGroup {
  key: string;
  types: FieldType[];
}

export const PALETTE: PaletteGroup[] = [
  { key: "text", types: ["text", "long_text", "rich_text", "phone", "email", "url"] },
  { key: "number", types: ["number", "money", "percent", "rating", "slider"] },
  { key: "choice", types: ["select", "multi_select", "cascade", "tags", "boolean", "ranking", "matrix"] },
  { key: "time", types: ["date", "datetime", "time", "duration"] },
  { key: "people", types: ["member", "department"] },
  { key: "relation", types: ["link", "subform", "lookup", "rollup"] },
  {
    key: "advanced",
    types: [
      "formula",
      "series",
      "attachment",
      "image",
      "signature",
      "address",
      "location",
      "barcode",
      "encrypted",
      "button",
    ],
  },
];

const OPTION_NAME: Record<Locale, string> = { "zh-CN": "选项", en: "Option " };
const GRADES: Record<Locale, string[]> = {
  "zh-CN": ["很不满意", "不满意", "一般", "满意", "很满意"],
  en: ["Very poor", "Poor", "Fair", "Good", "Very good"],
};

function settings(type: FieldType, locale: Locale): Record<string, unknown> {
  const options = withOptions(
    [],
    [1, 2, 3].map((number) => `${OPTION_NAME[locale]}${number}`),
  );
  switch (type) {
    case "select":
    case "multi_select":
    case "ranking":
      return { options };
    case "cascade":
      return {
        options: withOptions(
          [],
          [1, 2].map((number) => `${OPTION_NAME[locale]}${number}`),
        ),
      };
    case "matrix":
      return { rows: options, columns: withOptions([], GRADES[locale]) };
    case "number":
      return { decimals: 0 };
    case "money":
      return { currency: "CNY", decimals: 2 };
    case "percent":
      return { decimals: 0 };
    case "phone":
      return { region: "CN", mobile_only: true };
    case "formula":
      return { formula: "0", as: "number" };
    case "lookup":
      return { link: "", field: "", as: "text" };
    case "rollup":
      return { link: "", fn: "count", as: "number" };
    case "series":
      return { parts: [{ date: "yyyyMMdd" }, { counter: 4, reset: "day" }] };
    case "link":
      return { form: "" };
    case "subform":
      return { fields: [] };
    case "button":
      return { action: { do: "print", template: "standard" } };
    default:
      return {};
  }
}

/** A field of a type with a free key and a label that is free too («单行文本 2»). */
export function newField(
  type: FieldType,
  name: string,
  locale: Locale,
  siblings: Field[],
  usedKeys: string[],
): Field {
  const taken = new Set(
    siblings.map((field) => (typeof field.label === "string" ? field.label : field.label[locale])),
  );
  let label = name;
  for (let number = 2; taken.has(label); number += 1) label = `${name} ${number}`;
  const key = keyFrom(label, [...keysOf(siblings), ...usedKeys]);
  return { key, type, label, ...settings(type, locale) } as unknown as Field;
}
