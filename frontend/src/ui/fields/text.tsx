import type { TextField } from "@/lib/form-runtime/definition";
import type { FieldWidget } from "./types";

export const textWidget: FieldWidget<TextField> = {
  Display: ({ value }) => <>{String(value)}</>,
};
