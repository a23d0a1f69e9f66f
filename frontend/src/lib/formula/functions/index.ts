/** All functions that the page can compute, by the families of engines/formula/functions. */
import { DATE } from "./date";
import type { Implementation } from "./family";
import { FINANCE } from "./finance";
import { LOGIC } from "./logic";
import { LOOKUP } from "./lookup";
import { MATH } from "./math";
import { PLACES } from "./places";
import { STATS } from "./stats";
import { TEXT } from "./text";

export const IMPLEMENTATIONS = new Map<string, Implementation>(
  [LOGIC, MATH, STATS, TEXT, DATE, LOOKUP, FINANCE, PLACES].flatMap((family) => Object.entries(family)),
);
