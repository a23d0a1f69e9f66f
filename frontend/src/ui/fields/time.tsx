import type { TimeField } from "@/lib/form-runtime/definition";
import type { FieldWidget } from "./types";

export const timeWidget: FieldWidget<TimeField> = {
  Display: ({ value }) => <span style={{ fontVariantNumeric: "tabular-nums" }}>{String(value)}</span>,
};
