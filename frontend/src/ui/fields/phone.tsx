import type { PhoneField } from "@/lib/form-runtime/definition";
import { formatPhone } from "@/lib/form-runtime/format";
import type { DisplayProps, FieldWidget } from "./types";

function PhoneDisplay({ field, value }: DisplayProps<PhoneField>) {
  const text = String(value);
  return (
    <a href={`tel:${text.replace(/\s/g, "")}`} onClick={(event) => event.stopPropagation()}>
      {formatPhone(text, field.region ?? "CN")}
    </a>
  );
}

export const phoneWidget: FieldWidget<PhoneField> = { Display: PhoneDisplay };
