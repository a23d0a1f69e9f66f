/** The places of a form in the order of its definition. */
import type { Field } from "./definition";
import type { FormEngine } from "./engine";
import { cellPath, type Row } from "./paths";

export const placesOf = (engine: FormEngine): string[] =>
  engine.runtime.definition.fields.flatMap((field) =>
    placesIn(engine, field, field.key, field.key, engine.record.rows(field.key)),
  );

/** A place and, of a subform, the cells of its rows. */
function placesIn(engine: FormEngine, field: Field, topic: string, path: string, rows: Row[]): string[] {
  if (field.type !== "subform" || !engine.isVisible(path)) return [path];
  const cells = rows.flatMap((row) =>
    field.fields.flatMap((column) => {
      const inner = `${topic}.${column.key}`;
      const held = column.type === "subform" ? engine.record.inner(inner, row.id) : [];
      return placesIn(engine, column, inner, cellPath(topic, row.id, column.key), held);
    }),
  );
  return [path, ...cells];
}
