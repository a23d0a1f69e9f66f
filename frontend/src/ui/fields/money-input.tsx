import type { MoneyField } from "@/lib/form-runtime/definition";
import { currencySign } from "@/lib/form-runtime/format";
import { NumericInput } from "./numeric-input";
import type { InputProps } from "./types";

export function MoneyInput(props: InputProps<MoneyField>) {
  return (
    <NumericInput
      {...props}
      decimals={props.field.decimals ?? 2}
      thousands
      prefix={currencySign(props.field.currency)}
    />
  );
}
