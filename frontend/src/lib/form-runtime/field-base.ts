/** What every field of a definition may say. */
import type { Label } from "@/lib/types";

export interface FieldOption {
  value: string;
  label: Label;
  color?: string | null;
  retired?: boolean;
}

export type DefaultValue = unknown | { formula: string };

export interface FieldBase {
  key: string;
  label: Label;
  help?: Label | null;
  placeholder?: Label | null;
  required?: boolean;
  readonly?: boolean;
  hidden?: boolean;
  /** Not asked for in a new record. */
  later?: boolean;
  default?: DefaultValue;
  unique?: boolean;
  index?: boolean;
  width?: number | null;
  /** A lookup or rollup, told to the page as the plain field that it shows. */
  derived?: "lookup" | "rollup";
}

export interface NumericOptions {
  decimals?: number | null;
  min?: number | null;
  max?: number | null;
  thousands?: boolean;
  trim?: boolean;
}
