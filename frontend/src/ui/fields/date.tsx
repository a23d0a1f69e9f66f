import type { DateField } from "@/lib/form-runtime/definition";
import { formatDatetime } from "@/lib/form-runtime/format";
import { useFieldServices } from "./services";
import type { DisplayProps, FieldWidget } from "./types";

/** What the wall clock of the zone shows, as the text both pickers speak. */
export const toWall = (value: unknown, withTime: boolean, zone: string): string => {
  if (typeof value !== "string" || !value) return "";
  return withTime ? formatDatetime(value, zone) : value.slice(0, 10);
};

function DateDisplay({ field, value }: DisplayProps<DateField>) {
  const { zone } = useFieldServices();
  return <>{toWall(value, field.type === "datetime", zone)}</>;
}

export const dateWidget: FieldWidget<DateField> = { Display: DateDisplay };
