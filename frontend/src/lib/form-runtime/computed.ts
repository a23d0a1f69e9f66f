/** Fields whose values only the server makes, and buttons, which have none. */
import type { Field } from "./definition";

export const COMPUTED: ReadonlySet<string> = new Set(["formula", "series", "lookup", "rollup", "button"]);

/** A lookup comes to a page as the field it shows (a select, a person …), marked `derived`. */
export const isComputed = (field: Field): boolean => COMPUTED.has(field.type) || field.derived !== undefined;
