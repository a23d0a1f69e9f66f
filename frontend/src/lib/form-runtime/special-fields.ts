/** Definitions of serial numbers, files, places and codes; part of `definition.ts`. */
import type { Label } from "@/lib/types";
import type { FieldBase, FieldOption } from "./definition";

/** An option with those below it. */
export interface CascadeOption extends FieldOption {
  children?: CascadeOption[];
}
export interface CascadeField extends FieldBase {
  type: "cascade";
  options: CascadeOption[];
  any_level?: boolean;
}
export interface AddressField extends FieldBase {
  type: "address";
  style?: "cn" | "free";
  level?: "province" | "city" | "district";
  detail?: boolean;
  max_length?: number | null;
}
export interface LocationField extends FieldBase {
  type: "location";
  here_only?: boolean;
}
export interface ImageField extends FieldBase {
  type: "image";
  max_files?: number | null;
  max_mb?: number | null;
  accept?: string[] | null;
  camera?: boolean;
}
export interface SignatureField extends FieldBase {
  type: "signature";
  max_mb?: number | null;
}
export interface BarcodeField extends FieldBase {
  type: "barcode";
  max_length?: number | null;
  formats?: string[];
  scan_only?: boolean;
  show?: "text" | "qr";
}
export interface EncryptedField extends FieldBase {
  type: "encrypted";
  max_length?: number | null;
  pattern?: string | null;
  /** Characters that stay readable at both ends. */
  show_first?: number;
  show_last?: number;
}
/** What a press does. A page to use gets it without the formulas: pressing asks the server. */
export type ButtonAction =
  | { do: "flow"; flow: string }
  | { do: "set"; set?: Record<string, string> }
  | { do: "open"; url?: string; query?: Record<string, string> }
  | { do: "print"; template: string }
  | { do: "create"; form: string; values?: Record<string, string> };
/** Holds no value. */
export interface ButtonField extends FieldBase {
  type: "button";
  action: ButtonAction;
  icon?: string | null;
  color?: string | null;
  when?: string | null;
  otherwise?: "disable" | "hide";
  /** Why it can't be pressed now. */
  reason?: Label | null;
  /** Asked before. */
  confirm?: Label | null;
}
export type SeriesPart =
  | { text: string }
  | { date: string }
  | { field: string }
  | { random: number; of?: "digits" | "letters" | "mixed" }
  | {
      counter: number;
      reset?: "never" | "year" | "quarter" | "month" | "week" | "day";
      group_by?: string[];
      start?: number;
    };
export interface SeriesField extends FieldBase {
  type: "series";
  parts: SeriesPart[];
}
export interface AttachmentField extends FieldBase {
  type: "attachment";
  max_files?: number | null;
  max_mb?: number | null;
  accept?: string[] | null;
}
