/** The contract of a field widget: `Display` shows a value and comes with every list; what changes it stands in a file
 * of its own (`<type>-input.tsx`) and comes when somebody writes. */
import type { ComponentType } from "react";
import type { Field } from "@/lib/form-runtime/definition";
import type { Around } from "./services";

export interface InputProps<F extends Field = Field> {
  /** `id` of the control, so that a label can point to it. */
  id: string;
  field: F;
  /** `amount` or `lines.qty`: how services know the field. */
  topic: string;
  value: unknown;
  onChange: (value: unknown) => void;
  onBlur?: () => void;
  disabled?: boolean;
  invalid?: boolean;
  required?: boolean;
  describedBy?: string;
  /** The field's name for controls that a <label> can't reach. */
  label: string;
  /** In a cell of a table: no frame around, nothing below. */
  compact?: boolean;
  autoFocus?: boolean;
  /** Of a link whose choices hang on other fields: what stands there when it is asked. */
  around?: () => Around | null;
}

export interface DisplayProps<F extends Field = Field> {
  field: F;
  topic: string;
  value: unknown;
  /** One line only (tables, cards). */
  compact?: boolean;
}

export interface FieldWidget<F extends Field = Field> {
  /** Never gets an empty value: `FieldValue` draws the dash. */
  Display: ComponentType<DisplayProps<F>>;
  /** Numbers stand to the right in tables. */
  align?: "right";
}

/** What every control of antd takes alike. */
export const controlOf = (props: InputProps) => ({
  id: props.id,
  disabled: props.disabled,
  autoFocus: props.autoFocus,
  variant: props.compact ? ("borderless" as const) : undefined,
  status: props.invalid ? ("error" as const) : undefined,
  "aria-label": props.compact ? props.label : undefined,
  onBlur: props.onBlur,
  ...ariaOf(props),
});

export const ariaOf = (props: Pick<InputProps, "invalid" | "required" | "describedBy">) => ({
  "aria-invalid": props.invalid || undefined,
  "aria-required": props.required || undefined,
  "aria-describedby": props.describedBy,
});
