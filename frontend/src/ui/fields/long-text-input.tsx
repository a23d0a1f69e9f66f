import { Input } from "antd";
import type { LongTextField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { growing } from "@/lib/growing";
import { ariaOf, type InputProps } from "./types";

export function LongTextInput(props: InputProps<LongTextField>) {
  const { field, value, onChange } = props;
  const label = useLabel();
  const rows = props.compact ? 1 : (field.rows ?? 3);
  return (
    <Input.TextArea
      id={props.id}
      value={typeof value === "string" ? value : ""}
      placeholder={label(field.placeholder)}
      disabled={props.disabled}
      autoFocus={props.autoFocus}
      status={props.invalid ? "error" : undefined}
      variant={props.compact ? "borderless" : undefined}
      aria-label={props.compact ? props.label : undefined}
      styles={{ textarea: growing(rows, Math.max(rows, 16)) }}
      onChange={(event) => onChange(event.target.value)}
      onBlur={props.onBlur}
      {...ariaOf(props)}
    />
  );
}
