/** Adding by click: behind what is selected, else at the end. */
import { useTranslation } from "react-i18next";
import type {
  Field,
  FieldType,
  FormDefinition,
  LayoutBlock,
  LayoutItem,
} from "@/lib/form-runtime/definition";
import { useLocale } from "@/lib/i18n";
import { useDesigner } from "./context";
import { addField, addItem, fieldAt, lastPlace, layoutOf, placeOfField, subformOf } from "./edit";
import { addBlock } from "./edit-blocks";
import { newField } from "./new-field";
import type { Place } from "./types";

/** Makes a field with a free key and label, for the form or for a subform. */
export function useMakeField(): (type: FieldType, subform?: string) => Field {
  const { t } = useTranslation("designer");
  const locale = useLocale();
  const { definition, usedKeys } = useDesigner();
  return (type, subform) => {
    const siblings = subform ? (subformOf(definition, subform)?.fields ?? []) : definition.fields;
    return newField(type, t(`type.${type}`), locale, siblings, usedKeys(subform));
  };
}

export function useAdd() {
  const designer = useDesigner();
  const make = useMakeField();
  const { definition, selection, apply, select } = designer;

  const spot = (): Exclude<Place, { subform: string }> => {
    if (selection?.kind === "field" && !selection.subform) {
      const at = placeOfField(definition, selection.key);
      if (at) return { ...at, index: at.index + 1 };
    }
    if (selection?.kind === "item") return { ...selection, index: selection.index + 1 };
    if (selection?.kind === "block" || selection?.kind === "page") {
      const page = selection.kind === "page" ? selection.page : 0;
      const block = layoutOf(definition)[selection.block];
      const items = block && "items" in block ? block.items : (block?.tabs[page]?.items ?? []);
      return { block: selection.block, page, index: items.length };
    }
    return lastPlace(definition) as Exclude<Place, { subform: string }>;
  };

  return {
    field(type: FieldType): void {
      const chosen = selection?.kind === "field" ? selection : undefined;
      // Beside a chosen column a subform stands in its rows; there is no third level.
      const around = chosen?.subform?.includes(".") ? undefined : chosen?.subform;
      const inside = chosen && subformTarget(designer, chosen);
      const subform = type === "subform" ? around : inside;
      const field = make(type, subform);
      const place: Place = subform
        ? { subform, index: subformOf(definition, subform)?.fields.length ?? 0 }
        : spot();
      apply("add", (before) => addField(before, field, place));
      select({ kind: "field", key: field.key, ...(subform ? { subform } : {}) });
    },
    item(item: LayoutItem): void {
      const place = spot();
      apply("add", (before) => addItem(before, item, place));
      select({ kind: "item", ...place });
    },
    block(block: LayoutBlock): void {
      const index = selection?.kind === "block" ? selection.block + 1 : layoutOf(definition).length;
      apply("add", (before) => addBlock(before, block, index));
      select({ kind: "block", block: index });
    },
  };
}

/** While a column of a subform is selected, new fields become columns. */
function subformTarget(
  { definition }: { definition: FormDefinition },
  selection: { key: string; subform?: string },
): string | undefined {
  const column = selection.subform && fieldAt(definition, selection.key, selection.subform);
  if (column && column.type === "subform" && column.fields.length === 0)
    return `${selection.subform}.${column.key}`;
  if (selection.subform) return selection.subform;
  const field = definition.fields.find((each) => each.key === selection.key);
  return field?.type === "subform" && field.fields.length === 0 ? field.key : undefined;
}
