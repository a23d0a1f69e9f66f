/** E-mail and web addresses: one line that becomes a link. */
import { Input } from "antd";
import type { EmailField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { ariaOf, type DisplayProps, type FieldWidget, type InputProps } from "./types";

function AddressInput(props: InputProps<EmailField>) {
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

/** Only http and https are followed: a stored `javascript:` is shown, not linked. */
function hrefOf(type: "email" | "url", text: string): string | null {
  if (type === "email") return `mailto:${text}`;
  const address = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
  return /^https?:/i.test(address) ? address : null;
}

function AddressDisplay({ field, value }: DisplayProps<EmailField>) {
  const text = String(value);
  const href = hrefOf(field.type, text);
  if (!href) return <>{text}</>;
  return (
    <a href={href} target="_blank" rel="noreferrer" onClick={(event) => event.stopPropagation()}>
      {text}
    </a>
  );
}

export const addressWidget: FieldWidget<EmailField> = { Input: AddressInput, Display: AddressDisplay };
