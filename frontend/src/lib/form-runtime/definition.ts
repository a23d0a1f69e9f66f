/** The definition of a form as the server stores it (docs/api.md). Types only: behaviour is in the registry and engine. */
import type { FieldBase, FieldOption, NumericOptions } from "./field-base";
import type { Print } from "../printing/types";
import type { Profile } from "../profile/types";
import type {
  DurationField,
  MatrixField,
  RankingField,
  RatingField,
  RichTextField,
  SliderField,
  TagsField,
  TimeField,
} from "./survey-fields";
import type { Program } from "@/lib/formula/ast";
import type { Label } from "@/lib/types";
import type { Check, CheckProgram, Rule, RuleProgram, TestCase, UniqueSet } from "./clauses";
import type {
  AddressField,
  AttachmentField,
  BarcodeField,
  ButtonField,
  CascadeField,
  EncryptedField,
  ImageField,
  LocationField,
  SeriesField,
  SignatureField,
} from "./special-fields";

export type { Check, CheckProgram, Look, Rule, RuleProgram, TestCase, UniqueSet } from "./clauses";
export type * from "./special-fields";

export type { DefaultValue, FieldBase, FieldOption } from "./field-base";
export type * from "./survey-fields";

export interface TextField extends FieldBase {
  type: "text";
  min_length?: number;
  max_length?: number | null;
  pattern?: string | null;
}
export interface LongTextField extends FieldBase {
  type: "long_text";
  max_length?: number | null;
  /** Height of the box in the form, in lines. */
  rows?: number | null;
}
export interface NumberField extends FieldBase, NumericOptions {
  type: "number";
  unit?: Label | null;
}
export interface MoneyField extends FieldBase, NumericOptions {
  type: "money";
  currency?: string;
}
export interface PercentField extends FieldBase, NumericOptions {
  type: "percent";
}
export interface BooleanField extends FieldBase {
  type: "boolean";
}
export interface DateField extends FieldBase {
  type: "date" | "datetime";
  min?: string | null;
  max?: string | null;
}
export interface SelectField extends FieldBase {
  type: "select" | "multi_select";
  options: FieldOption[];
  display?: "dropdown" | "radio" | "checkbox";
  max_count?: number | null;
}
export interface PhoneField extends FieldBase {
  type: "phone";
  region?: string;
  mobile_only?: boolean;
}
export interface EmailField extends FieldBase {
  type: "email" | "url";
}
export interface MemberField extends FieldBase {
  type: "member" | "department";
  many?: boolean;
}
export interface LinkField extends FieldBase {
  type: "link";
  form: string;
  many?: boolean;
  fill?: Record<string, string>;
  /** A date and time of its own: when the values were taken. With it they are a snapshot. */
  stamp?: string | null;
  filter?: string | null;
  on_delete?: "restrict" | "clear";
}
export interface FormulaField extends FieldBase {
  type: "formula";
  formula: string;
  as?: string;
  decimals?: number | null;
  currency?: string | null;
  unit?: Label | null;
  thousands?: boolean;
}
interface ResultLook {
  as: string;
  decimals?: number | null;
  currency?: string | null;
  unit?: Label | null;
  thousands?: boolean;
}
/** Only in definitions that are being designed: a page gets the field it shows (`derived`). */
export interface LookupField extends FieldBase, ResultLook {
  type: "lookup";
  link: string;
  field: string;
  many?: boolean;
}
export type RollupFunction =
  | "count"
  | "sum"
  | "avg"
  | "min"
  | "max"
  | "first"
  | "last"
  | "concat"
  | "distinct";
export interface RollupField extends FieldBase, ResultLook {
  type: "rollup";
  form?: string | null;
  link: string;
  field?: string | null;
  fn?: RollupFunction;
  where?: string | null;
  order?: string | null;
  separator?: string;
}
export interface SubformField extends FieldBase {
  type: "subform";
  fields: Field[];
  min_rows?: number | null;
  max_rows?: number | null;
  rules?: Rule[];
  checks?: Check[];
}

export type Field =
  | TextField
  | LongTextField
  | NumberField
  | MoneyField
  | PercentField
  | DurationField
  | RatingField
  | SliderField
  | RichTextField
  | TimeField
  | TagsField
  | RankingField
  | MatrixField
  | BooleanField
  | DateField
  | SelectField
  | PhoneField
  | EmailField
  | MemberField
  | LinkField
  | FormulaField
  | LookupField
  | RollupField
  | SeriesField
  | AttachmentField
  | CascadeField
  | AddressField
  | LocationField
  | ImageField
  | SignatureField
  | BarcodeField
  | EncryptedField
  | ButtonField
  | SubformField;

export type FieldType = Field["type"];

/** A field's place (`span` counts columns), a line with a caption, or a text for the reader. */
export type LayoutItem = string | { field: string; span?: number } | { divider: Label } | { note: Label };

export interface SectionBlock {
  section: Label | null;
  columns?: number;
  items: LayoutItem[];
  collapsed?: boolean;
}
export interface TabPage {
  label: Label;
  columns?: number;
  items: LayoutItem[];
}
export type LayoutBlock = SectionBlock | { tabs: TabPage[] };
/** What a stored layout may hold; `completeLayout` turns it into blocks. */
export type LayoutNode =
  | LayoutItem
  | (Omit<SectionBlock, "items"> & { items: LayoutNode[] })
  | { tabs: (Omit<TabPage, "items"> & { items: LayoutNode[] })[] };

export interface FormDefinition {
  schema_version: 1;
  key: string;
  label: Label;
  icon?: string | null;
  description?: Label | null;
  title?: string | null;
  fields: Field[];
  layout?: LayoutNode[];
  rules?: Rule[];
  checks?: Check[];
  unique?: UniqueSet[];
  views?: unknown[];
  tests?: TestCase[];
  lock?: { when?: string; manual?: boolean; message?: Label; flows?: boolean };
  prints?: Print[];
  profile?: Profile;
}

export type FieldRight = "none" | "read" | "write";

export interface FormPrograms {
  /** By path: `total`, or `lines.amount` for a column. */
  formulas: Record<string, Program>;
  rules: RuleProgram[];
  checks: CheckProgram[];
  defaults: Record<string, Program>;
}

/** What a page needs to show one form to one person; `user`: what formulas see, absent in a preview. */
export interface FormRuntime {
  definition: FormDefinition;
  version: number;
  ops: string[];
  fields: Record<string, FieldRight>;
  reveal?: string[]; // encrypted fields that may be seen whole in some record
  programs: FormPrograms;
  /** Conditions of buttons that a record's own fields decide; `reads`: which. */
  buttons?: Record<string, { when: Program; reads: string[] }>;
  offers?: Record<string, string[]>;
  profile?: boolean;
  given?: Record<string, unknown>; // what the server writes into a new record of theirs
  user?: Record<string, unknown>;
}
