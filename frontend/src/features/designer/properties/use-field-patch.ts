import type { Field } from "@/lib/form-runtime/definition";
import { updateField } from "../model/edit";
import { useDesigner } from "../model/context";

/** Changes properties of one field; typing into the same property is one step of undo. */
export function useFieldPatch(field: Field, subform?: string): (patch: Record<string, unknown>) => void {
  const { apply } = useDesigner();
  return (patch) =>
    apply(`set:${subform ?? ""}.${field.key}.${Object.keys(patch).join(",")}`, (before) =>
      updateField(before, field.key, patch, subform),
    );
}

export interface TypeProps<F extends Field = Field> {
  field: F;
  subform?: string;
  patch: (patch: Record<string, unknown>) => void;
}
