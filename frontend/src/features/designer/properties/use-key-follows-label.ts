/**
 * As long as a field isn't published its key follows its label, when the label is left: 客户名称 →
 * kehumingcheng. A key somebody chose stays.
 */
import { useRef } from "react";
import type { Field } from "@/lib/form-runtime/definition";
import { labelText } from "@/lib/locale";
import { keyFrom } from "../model/keys";
import { renameKey } from "../model/rename-key";
import { useDesigner } from "../model/context";

export function useKeyFollowsLabel(
  field: Field,
  subform?: string,
): { onFocus: () => void; onBlur: () => void } {
  const { apply, select, publishedKeys, usedKeys } = useDesigner();
  const automatic = useRef(false);
  const made = (): string => {
    const others = usedKeys(subform).filter((key) => key !== field.key);
    return keyFrom(labelText(field.label, "zh-CN"), others);
  };
  return {
    onFocus: () => {
      const fixed = publishedKeys.has(subform ? `${subform}.${field.key}` : field.key);
      automatic.current = !fixed && made() === field.key;
    },
    onBlur: () => {
      const key = made();
      if (!automatic.current || key === field.key) return;
      apply("key", (before) => renameKey(before, field.key, key, subform));
      select({ kind: "field", key, ...(subform ? { subform } : {}) });
    },
  };
}
