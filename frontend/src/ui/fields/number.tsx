import type { NumberField } from "@/lib/form-runtime/definition";
import { formatNumber, shownDecimals } from "@/lib/form-runtime/format";
import { useLabel } from "@/lib/i18n";
import type { DisplayProps, FieldWidget } from "./types";

function NumberDisplay({ field, value }: DisplayProps<NumberField>) {
  const label = useLabel();
  const unit = label(field.unit);
  const text = formatNumber(Number(value), shownDecimals(field), !!field.thousands);
  return <>{unit ? `${text} ${unit}` : text}</>;
}

export const numberWidget: FieldWidget<NumberField> = {
  Display: NumberDisplay,
  align: "right",
};
