/**
 * What is sent on saving. A new record: every place the person may write, so that a default the
 * person has cleared stays cleared. A change: only what differs from the record as it was opened.
 */
import { isComputed } from "./computed";
import type { FormEngine } from "./engine";
import { innerSubforms } from "./inner-rows";
import { isTemporaryRow, sameValue, type Row } from "./paths";

function cleanRow(engine: FormEngine, subform: string, row: Row): Record<string, unknown> {
  const clean: Record<string, unknown> = isTemporaryRow(row.id) ? {} : { id: row.id };
  for (const [key, value] of Object.entries(row)) {
    const entry = engine.index.get(`${subform}.${key}`);
    if (
      !entry ||
      entry.field.type === "subform" ||
      isComputed(entry.field) ||
      entry.right !== "write" ||
      entry.field.readonly
    )
      continue;
    if (engine.isVisible(`${subform}/${row.id}/${key}`) || entry.field.hidden) clean[key] = value ?? null;
  }
  const own = engine.index.get(subform)?.field;
  for (const { column, path } of own ? innerSubforms(own, subform) : []) {
    if (engine.index.get(path)?.right !== "write" || column.readonly) continue;
    if (!engine.isVisible(`${subform}/${row.id}/${column.key}`)) continue;
    clean[column.key] = engine.record.inner(path, row.id).map((each) => cleanRow(engine, path, each));
  }
  return clean;
}

/** Field keys and values to POST or PATCH. */
export function payloadOf(engine: FormEngine): Record<string, unknown> {
  const payload: Record<string, unknown> = {};
  const { original, values } = engine.record;
  for (const field of engine.runtime.definition.fields) {
    const { key } = field;
    if (isComputed(field) || engine.index.get(key)?.right !== "write") continue;
    // A field hidden by a rule is cleared by the server; one that is always hidden keeps its value.
    if (!field.hidden && !engine.isVisible(key)) continue;
    if (field.readonly || (engine.isNew && engine.snapshot(key).readonly)) continue;
    const value = values[key] ?? null;
    const same = [key, ...innerSubforms(field).map(({ path }) => path)].every((each) =>
      sameValue(values[each], original[each]),
    );
    if (engine.isNew ? value === null && !("default" in field) : same) continue;
    payload[key] =
      field.type === "subform" && Array.isArray(value)
        ? (value as Row[]).map((row) => cleanRow(engine, key, row))
        : value;
  }
  return payload;
}

/** What this browser may keep of an unsaved form: nothing that the server would seal. */
export function draftOf(engine: FormEngine): Record<string, unknown> {
  const entries = Object.entries(payloadOf(engine));
  return Object.fromEntries(entries.filter(([key]) => engine.index.get(key)?.field.type !== "encrypted"));
}

/** Whether the person has changed anything that would be sent. */
export function isDirty(engine: FormEngine): boolean {
  return engine.runtime.definition.fields.some(
    (field) =>
      !isComputed(field) &&
      [field.key, ...innerSubforms(field).map(({ path }) => path)].some(
        (key) => !sameValue(engine.record.values[key], engine.opened[key]),
      ),
  );
}
