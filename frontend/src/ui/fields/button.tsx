/** A button on the designer's canvas; in records it is drawn by `ui/press`, for it has no value to show. */
import type { ButtonField } from "@/lib/form-runtime/definition";
import type { FieldWidget } from "./types";

export const buttonWidget: FieldWidget<ButtonField> = { Display: () => null };
