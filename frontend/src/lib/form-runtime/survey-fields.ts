/** Fields of formatted text, time, tags and of surveys. */
import type { Label } from "@/lib/types";
import type { FieldBase, FieldOption, NumericOptions } from "./field-base";

export interface DurationField extends FieldBase, NumericOptions {
  type: "duration";
  display?: "units" | "clock" | "clock_seconds" | "minutes" | "hours";
}
export interface RatingField extends FieldBase, NumericOptions {
  type: "rating";
  display?: "stars" | "hearts" | "thumbs" | "scale";
  low_label?: Label | null;
  high_label?: Label | null;
}
export interface SliderField extends FieldBase, NumericOptions {
  type: "slider";
  step?: number;
  unit?: Label | null;
}
export interface RichTextField extends FieldBase {
  type: "rich_text";
  max_length?: number | null;
  rows?: number | null;
}
export interface TimeField extends FieldBase {
  type: "time";
  seconds?: boolean;
  min?: string | null;
  max?: string | null;
}
export interface TagsField extends FieldBase {
  type: "tags";
  options?: FieldOption[];
  max_count?: number | null;
}
export interface RankingField extends FieldBase {
  type: "ranking";
  options: FieldOption[];
  partial?: boolean;
}
export interface MatrixField extends FieldBase {
  type: "matrix";
  rows: FieldOption[];
  columns?: FieldOption[];
  answer?: "single" | "several" | "number";
  min?: number;
  max?: number;
  low_label?: Label | null;
  high_label?: Label | null;
  all_rows?: boolean;
}
