/**
 * Options of a select. A new option's value is its label as it is read (`跟进阶段 = '输单'`), and follows
 * it until the form is published with it; then records hold the value, and it stays.
 */
import type { FieldOption } from "@/lib/form-runtime/definition";
import { OPTION_COLOURS } from "@/ui/fields/option-tag";

const MAX_VALUE = 100;

/** The label as a value that none of the others has. */
export function valueFor(label: string, others: FieldOption[]): string {
  const taken = new Set(others.map((option) => option.value));
  const base = label.trim().slice(0, MAX_VALUE - 4) || "option";
  let value = base;
  for (let number = 2; taken.has(value); number += 1) value = `${base} ${number}`;
  return value;
}

/** The options with one more for each label, each in the next colour. */
export function withOptions(options: FieldOption[], labels: string[]): FieldOption[] {
  const all = [...options];
  for (const label of labels) {
    const color = OPTION_COLOURS[(all.length % (OPTION_COLOURS.length - 1)) + 1]!;
    all.push({ value: valueFor(label, all), label, color });
  }
  return all;
}
