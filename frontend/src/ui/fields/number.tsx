import type { NumberField } from "@/lib/form-runtime/definition";
import { formatNumber } from "@/lib/form-runtime/format";
import { useLabel } from "@/lib/i18n";
import { NumericInput } from "./numeric-input";
import type { DisplayProps, FieldWidget, InputProps } from "./types";

function NumberInput(props: InputProps<NumberField>) {
  const label = useLabel();
  return (
    <NumericInput
      {...props}
      decimals={props.field.decimals ?? 0}
      thousands={!!props.field.thousands}
      suffix={label(props.field.unit) || undefined}
    />
  );
}

function NumberDisplay({ field, value }: DisplayProps<NumberField>) {
  const label = useLabel();
  const unit = label(field.unit);
  const text = formatNumber(Number(value), field.decimals ?? 0, !!field.thousands);
  return <>{unit ? `${text} ${unit}` : text}</>;
}

export const numberWidget: FieldWidget<NumberField> = {
  Input: NumberInput,
  Display: NumberDisplay,
  align: "right",
};
