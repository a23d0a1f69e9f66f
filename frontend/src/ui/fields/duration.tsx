import type { DurationField } from "@/lib/form-runtime/definition";
import { formatDuration } from "@/lib/form-runtime/duration";
import { useLocale } from "@/lib/i18n";
import type { DisplayProps, FieldWidget } from "./types";

function DurationDisplay({ field, value }: DisplayProps<DurationField>) {
  const locale = useLocale();
  return <>{formatDuration(Number(value), field.display, locale)}</>;
}

export const durationWidget: FieldWidget<DurationField> = {
  Display: DurationDisplay,
  align: "right",
};
