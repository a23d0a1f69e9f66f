import type { NumberField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { NumericInput } from "./numeric-input";
import type { InputProps } from "./types";

export function NumberInput(props: InputProps<NumberField>) {
  const label = useLabel();
  return (
    <NumericInput
      {...props}
      decimals={props.field.decimals ?? 0}
      trim={!!props.field.trim}
      thousands={!!props.field.thousands}
      suffix={label(props.field.unit) || undefined}
    />
  );
}
