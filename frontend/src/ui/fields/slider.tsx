import type { SliderField } from "@/lib/form-runtime/definition";
import { formatNumber } from "@/lib/form-runtime/format";
import { useLabel } from "@/lib/i18n";
import type { DisplayProps, FieldWidget } from "./types";

function SliderDisplay({ field, value }: DisplayProps<SliderField>) {
  const label = useLabel();
  const unit = label(field.unit);
  const text = formatNumber(Number(value), field.decimals ?? 0, false);
  return <>{unit ? `${text} ${unit}` : text}</>;
}

export const sliderWidget: FieldWidget<SliderField> = {
  Display: SliderDisplay,
  align: "right",
};
