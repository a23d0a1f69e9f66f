/** E-mail and web addresses: one line that becomes a link. */
import type { EmailField } from "@/lib/form-runtime/definition";
import type { DisplayProps, FieldWidget } from "./types";

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

export const addressWidget: FieldWidget<EmailField> = { Display: AddressDisplay };
