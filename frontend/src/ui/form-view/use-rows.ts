/** Adding, copying and taking away rows of a subform. */
import { useMemo } from "react";
import type { FormEngine } from "@/lib/form-runtime/engine";
import type { SubformField } from "@/lib/form-runtime/definition";
import { defaultsOf } from "@/lib/form-runtime/opening";
import { temporaryRowId, type Row } from "@/lib/form-runtime/paths";
import { useEngine, usePlace } from "./engine-context";

/** The acts stay the same while the form is open: rows that get them needn't be drawn again. */
function actsOn(engine: FormEngine, field: SubformField) {
  const blank = (): Row => ({
    ...defaultsOf(engine.runtime, field.fields, engine.context, field.key, engine.record.values),
    id: temporaryRowId(),
  });
  const put = (next: Row[]) => engine.setRows(field.key, next);
  return {
    add: (): string => {
      const row = blank();
      put([...engine.record.rows(field.key), row]);
      return row.id;
    },
    copy: (id: string) =>
      put(
        engine.record
          .rows(field.key)
          .flatMap((row) => (row.id === id ? [row, { ...row, id: temporaryRowId() }] : [row])),
      ),
    remove: (id: string) => {
      const before = engine.record.rows(field.key);
      put(before.filter((row) => row.id !== id));
      return () => put(before);
    },
    /** Cells pasted from a spreadsheet, from a row and column on. */
    addMany: (cells: Record<string, unknown>[]) =>
      put([...engine.record.rows(field.key), ...cells.map((row) => ({ ...blank(), ...row }))]),
  };
}

export function useRows(field: SubformField) {
  const engine = useEngine();
  const place = usePlace(field.key);
  const acts = useMemo(() => actsOn(engine, field), [engine, field]);
  const rows = (place.value as Row[] | null) ?? [];
  return { rows, readonly: place.readonly, full: rows.length >= (field.max_rows ?? 1000), acts };
}
