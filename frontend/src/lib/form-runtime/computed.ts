/** Fields whose values only the server makes. */
import type { Field } from "./definition";

export const COMPUTED: ReadonlySet<string> = new Set(["formula", "series", "lookup", "rollup"]);

/** A lookup comes to a page as the field it shows (a select, a person …), marked `derived`. */
export const isComputed = (field: Field): boolean => COMPUTED.has(field.type) || field.derived !== undefined;
