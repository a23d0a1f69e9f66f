/** What must be unique and is being typed. */
import type { FormEngine } from "./engine";
import type { Values } from "./engine-types";
import { payloadOf } from "./payload";

/** Sets of fields whose values together no other record may have. */
function sets(engine: FormEngine): string[][] {
  const { fields, unique = [] } = engine.runtime.definition;
  const single = fields.filter((field) => "unique" in field && field.unique && field.type !== "encrypted");
  return [...single.map((field) => [field.key]), ...unique.map((set) => [...set.fields])];
}

/** Values worth asking the server about: of sets that are complete and changed, nothing wrong with them so far. */
export function askedOf(engine: FormEngine): Values {
  const all = sets(engine);
  const asked: Values = {};
  if (all.length === 0) return asked;
  const changed = payloadOf(engine);
  for (const keys of all) {
    const places = keys.map((key) => ({ key, place: engine.snapshot(key) }));
    const complete = places.every(({ place }) => place.value !== null && place.value !== "" && !place.issue);
    if (!complete || !keys.some((key) => key in changed)) continue;
    for (const { key, place } of places) asked[key] = place.value;
  }
  return asked;
}
