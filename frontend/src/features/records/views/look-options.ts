import type { Field } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { matchesText } from "@/lib/pinyin";

/** Fields as the options of a select. */
export function useOptions(fields: Field[]) {
  const label = useLabel();
  return fields.map((field) => ({ value: field.key, label: label(field.label) || field.key }));
}

/** Found by their letters and by their pinyin. */
export const bySound = {
  filterOption: (text: string, option: { label?: unknown } | undefined) =>
    matchesText(text, String(option?.label ?? "")),
};
