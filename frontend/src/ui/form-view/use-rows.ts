/** Adding, copying and taking away rows of a subform, or of one inside a row. */
import { useMemo } from "react";
import type { FormEngine } from "@/lib/form-runtime/engine";
import type { SubformField } from "@/lib/form-runtime/definition";
import { topicOf } from "@/lib/form-runtime/engine-types";
import { innerSubforms } from "@/lib/form-runtime/inner-rows";
import { defaultsOf } from "@/lib/form-runtime/opening";
import { parseCell, temporaryRowId, type Row } from "@/lib/form-runtime/paths";
import { useEngine, useFrame } from "./engine-context";

/** The acts stay the same while the form is open: rows that get them needn't be drawn again. */
function actsOn(engine: FormEngine, field: SubformField, path: string) {
  const topic = topicOf(path);
  const around = parseCell(path);
  const inner = innerSubforms(field, topic);
  const now = (): Row[] => (around ? engine.record.inner(topic, around.row) : engine.record.rows(topic));
  const put = (next: Row[]) =>
    around ? engine.setInnerRows(topic, around.row, next) : engine.setRows(topic, next);
  const blank = (): Row => {
    const { runtime, context, record } = engine;
    const within = around && { subform: around.subform, id: around.row };
    const given = defaultsOf(runtime, field.fields, context, topic, record.values, within);
    return { ...given, id: temporaryRowId() };
  };
  /** A row with the rows inside it, as it can be put back. */
  const whole = (row: Row): Row => ({
    ...row,
    ...Object.fromEntries(inner.map(({ column, path }) => [column.key, engine.record.inner(path, row.id)])),
  });
  const copied = (row: Row): Row => {
    const fresh: Row = { ...whole(row), id: temporaryRowId() };
    for (const { column } of inner)
      fresh[column.key] = (fresh[column.key] as Row[]).map((each) => ({ ...each, id: temporaryRowId() }));
    return fresh;
  };
  return {
    add: (): string => {
      const row = blank();
      put([...now(), row]);
      return row.id;
    },
    copy: (id: string) => put(now().flatMap((row) => (row.id === id ? [row, copied(row)] : [row]))),
    remove: (id: string) => {
      const before = now().map((row) => (row.id === id ? whole(row) : row));
      put(before.filter((row) => row.id !== id));
      return () => put(before);
    },
    /** Cells pasted from a spreadsheet, from a row and column on. */
    addMany: (cells: Record<string, unknown>[]) =>
      put([...now(), ...cells.map((row) => ({ ...blank(), ...row }))]),
  };
}

/** `path`: the subform's place, `lines` or `lines/‹row id›/packages`. Which rows it has; what they hold now, their cells
 * know. */
export function useRows(field: SubformField, path: string) {
  const engine = useEngine();
  const place = useFrame(path);
  const acts = useMemo(() => actsOn(engine, field, path), [engine, field, path]);
  const rows: readonly { id: string }[] = (place.value as Row[] | null) ?? [];
  const full = rows.length >= (field.max_rows ?? 1000);
  return { rows, topic: topicOf(path), readonly: place.readonly, full, acts };
}
