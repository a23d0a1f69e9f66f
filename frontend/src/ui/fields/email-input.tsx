import { Input } from "antd";
import type { EmailField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { ariaOf, type InputProps } from "./types";

export function AddressInput(props: InputProps<EmailField>) {
  const { field, value, onChange } = props;
  const label = useLabel();
  const text = typeof value === "string" ? value : "";
  return (
    <Input
      id={props.id}
      // Not type=email: the browser's own bubble would speak before our sentence.
      inputMode={field.type === "email" ? "email" : "url"}
      autoCapitalize="none"
      value={text}
      placeholder={label(field.placeholder)}
      disabled={props.disabled}
      autoFocus={props.autoFocus}
      status={props.invalid ? "error" : undefined}
      variant={props.compact ? "borderless" : undefined}
      aria-label={props.compact ? props.label : undefined}
      onChange={(event) => onChange(event.target.value)}
      onBlur={() => {
        if (text !== text.trim()) onChange(text.trim());
        props.onBlur?.();
      }}
      {...ariaOf(props)}
    />
  );
}
