/**
 * What is sent on saving. A new record: every place the person may write, so that a default the
 * person has cleared stays cleared. A change: only what differs from the record as it was opened.
 */
import { isComputed } from "./computed";
import type { Field, SubformField } from "./definition";
import type { FormEngine } from "./engine";
import type { Values } from "./engine-types";
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
    const same = sameAt(engine, field, original);
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
    (field) => !isComputed(field) && !sameAt(engine, field, engine.opened),
  );
}

/** Whether a field holds what it held `before`, its rows and those inside them too. */
function sameAt(engine: FormEngine, field: Field, before: Values): boolean {
  const now = engine.record.values;
  if (field.type !== "subform") return sameValue(now[field.key], before[field.key]);
  return (
    sameRows(field, now[field.key], before[field.key]) &&
    innerSubforms(field).every(({ column, path }) => sameRows(column, now[path], before[path]))
  );
}

/** What a formula makes of a row is no change of it, and may not be worked out yet. */
function sameRows(field: SubformField, a: unknown, b: unknown): boolean {
  if (a === b || !Array.isArray(a) || !Array.isArray(b)) return sameValue(a, b);
  const computed = new Set(field.fields.filter(isComputed).map(({ key }) => key));
  const typed = (row: Row): Row =>
    Object.fromEntries(Object.entries(row).filter(([key]) => !computed.has(key))) as Row;
  return (
    a.length === b.length &&
    a.every((row: Row, at) => row === b[at] || sameValue(typed(row), typed(b[at] as Row)))
  );
}
