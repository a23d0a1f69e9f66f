/** The fields that records are compared by eye with, and how their values are drawn. */
import { useMemo } from "react";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { columnsOf, listFields, neededOf } from "@/lib/records/columns";
import type { Column } from "@/lib/records/types";
import { useFormSurroundings } from "@/ui/form-view/use-form-surroundings";
import { useCellSurroundings } from "@/ui/record-cells/use-cell-surroundings";

/** `keys`: only these fields; null: all of the form. */
export function useShown(app: string, form: string, runtime: FormRuntime, keys: string[] | null) {
  const label = useLabel();
  const { definition } = runtime;
  const { services } = useFormSurroundings(app, form, definition.fields);
  const around = useCellSurroundings(services);
  const wanted = keys?.join(",");
  const shown = useMemo(() => {
    const fields = listFields(definition, (key) => key).filter((field) =>
      definition.fields.some((own) => own.key === field.key),
    );
    const specs = (wanted === undefined ? fields.map((field) => field.key) : wanted.split(",")).map(
      (field) => ({
        field,
      }),
    );
    const columns: Column[] = columnsOf(specs, fields, (field) => label(field.label));
    return { columns, needed: neededOf(columns, definition) };
  }, [definition, label, wanted]);
  return { ...shown, services, around };
}
