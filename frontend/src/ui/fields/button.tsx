/** A button on the designer's canvas; in records it is drawn by `ui/press`, for it has no value to show. */
import type { ButtonField } from "@/lib/form-runtime/definition";
import { ButtonFace } from "../press/button-face";
import styles from "../press/press.module.css";
import tagStyles from "./option-tag.module.css";
import type { FieldWidget, InputProps } from "./types";

function Face({ id, field }: InputProps<ButtonField>) {
  return (
    <span
      id={id}
      className={`${styles.press} ${field.color ? tagStyles.look : ""}`}
      data-colour={field.color ?? undefined}
    >
      <ButtonFace field={field} />
    </span>
  );
}

export const buttonWidget: FieldWidget<ButtonField> = { Input: Face, Display: () => null };
