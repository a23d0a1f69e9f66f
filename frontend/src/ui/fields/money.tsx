import type { MoneyField } from "@/lib/form-runtime/definition";
import { currencySign, formatMoney } from "@/lib/form-runtime/format";
import { NumericInput } from "./numeric-input";
import type { FieldWidget, InputProps } from "./types";

function MoneyInput(props: InputProps<MoneyField>) {
  return (
    <NumericInput
      {...props}
      decimals={props.field.decimals ?? 2}
      thousands
      prefix={currencySign(props.field.currency)}
    />
  );
}

export const moneyWidget: FieldWidget<MoneyField> = {
  Input: MoneyInput,
  Display: ({ field, value }) => <>{formatMoney(Number(value), field.currency, field.decimals ?? 2)}</>,
  align: "right",
};
