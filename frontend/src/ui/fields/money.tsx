import type { MoneyField } from "@/lib/form-runtime/definition";
import { formatMoney } from "@/lib/form-runtime/format";
import type { FieldWidget } from "./types";

export const moneyWidget: FieldWidget<MoneyField> = {
  Display: ({ field, value }) => <>{formatMoney(Number(value), field.currency, field.decimals ?? 2)}</>,
  align: "right",
};
