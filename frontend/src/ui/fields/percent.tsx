import type { PercentField } from "@/lib/form-runtime/definition";
import { formatNumber, fractionToPercent } from "@/lib/form-runtime/format";
import type { FieldWidget } from "./types";

export const percentWidget: FieldWidget<PercentField> = {
  Display: ({ field, value }) => (
    <>{`${formatNumber(fractionToPercent(Number(value)), field.decimals ?? 2, false)}%`}</>
  ),
  align: "right",
};
