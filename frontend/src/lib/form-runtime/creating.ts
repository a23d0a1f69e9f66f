/**
 * A form for a new record: without what the server fills in by itself; for outside people without what they can't fill
 * in, and on the phone without numbers that come with the submission.
 */
import type { Field, FormRuntime } from "./definition";
import type { Values } from "./engine-types";
import { isEmpty, sameValue } from "./paths";

export function forCreating(runtime: FormRuntime, { outside, phone }: { outside: boolean; phone: boolean }) {
  const given = runtime.given ?? {};
  const hides = (field: Field) =>
    field.key in given || (phone && field.type === "series") || (outside && !fills(runtime, field));
  if (!runtime.definition.fields.some(hides)) return runtime;
  const fields = runtime.definition.fields.map((field) =>
    hides(field) ? { ...field, hidden: true } : field,
  );
  return { ...runtime, definition: { ...runtime.definition, fields } };
}

/** Lines are filled in when one of their columns is. */
function fills(runtime: FormRuntime, field: Field): boolean {
  return Object.entries(runtime.fields).some(
    ([path, right]) => right === "write" && (path === field.key || path.startsWith(`${field.key}.`)),
  );
}

/** What a new record is not asked for: what comes later, unless a rule wants it now or somebody has given it already,
 * and figures of other records, of which there are none yet. */
export const comesLater = (
  field: Field,
  required: boolean,
  given: ReadonlySet<string> = new Set(),
): boolean => field.derived === "rollup" || (!!field.later && !required && !given.has(field.key));

/** The fields whose value is there, and another than what the form begins with: nothing of that is saved unseen. */
export function givenOver(defaults: Values, values: Values): ReadonlySet<string> {
  const other = ([key, value]: [string, unknown]) => !isEmpty(value) && !sameValue(value, defaults[key]);
  return new Set(
    Object.entries(values)
      .filter(other)
      .map(([key]) => key),
  );
}
