/** A choice of a tree: the value is the path of the chosen option's values, `zhejiang/hangzhou`. */
import type { CascadeField, CascadeOption } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import type { DisplayProps, FieldWidget } from "./types";

/** The options along a path, as far as they are still there. */
export function chainOf(options: CascadeOption[], path: string): CascadeOption[] {
  const chain: CascadeOption[] = [];
  let offered = options;
  for (const value of path.split("/")) {
    const found = offered.find((option) => option.value === value);
    if (!found) return [];
    chain.push(found);
    offered = found.children ?? [];
  }
  return chain;
}

function CascadeDisplay({ field, value }: DisplayProps<CascadeField>) {
  const label = useLabel();
  const chain = chainOf(field.options, String(value));
  if (chain.length === 0) return <>{String(value)}</>;
  return <>{chain.map((option) => label(option.label) || option.value).join(" / ")}</>;
}

export const cascadeWidget: FieldWidget<CascadeField> = { Display: CascadeDisplay };
