/**
 * Keys from labels, as the server makes them (engines/form/keys.py): 客户名称 → kehumingcheng,
 * Deal Amount → deal_amount; never one that is taken, was ever used, or is reserved.
 */
import pinyin from "tiny-pinyin";
import type { Field } from "@/lib/form-runtime/definition";

const MAX_KEY = 48;
const RESERVED = new Set([
  "id",
  "owner",
  "created_at",
  "created_by",
  "updated_at",
  "updated_by",
  "version",
  "deleted_at",
  "errors",
  "old",
  "user",
  "row",
  "parent",
  "filter",
  "sort",
  "position",
  "and",
  "or",
  "not",
  "in",
  "true",
  "false",
  "null",
]);

const CHINESE = /[\u3400-\u9fff\uf900-\ufaff]+/g;

/** «khmc» and «kehumingcheng» both find 客户名称. */
export const pinyinOf = (text: string): string =>
  text.replace(CHINESE, (part) => pinyin.convertToPinyin(part, "", true));

export function keyFrom(label: string, taken: Iterable<string>, fallback = "field"): string {
  const used = new Set(taken);
  const words = label.replace(CHINESE, (part) => ` ${pinyin.convertToPinyin(part, "", true)} `);
  const plain = words
    .normalize("NFKD")
    .replace(/[^\x20-\x7e]/g, "")
    .toLowerCase();
  let base = (plain.match(/[a-z0-9]+/g) ?? []).join("_");
  if (!/^[a-z]/.test(base)) base = `${fallback}_${base}`.replace(/_$/, "");
  base = base.slice(0, MAX_KEY).replace(/_+$/, "");
  let key = base;
  for (let number = 2; used.has(key) || RESERVED.has(key); number += 1)
    key = `${base.slice(0, MAX_KEY - 1 - String(number).length)}_${number}`;
  return key;
}

export const isKey = (text: string): boolean => /^[a-z][a-z0-9_]{0,47}$/.test(text) && !RESERVED.has(text);

export const keysOf = (fields: Field[]): string[] => fields.map((field) => field.key);
