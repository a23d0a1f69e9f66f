/** The lines of the panel are those of all designers. */
export { NumberProperty, Pair, Property, Toggle } from "@/ui/property/property";
