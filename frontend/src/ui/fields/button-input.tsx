import type { ButtonField } from "@/lib/form-runtime/definition";
import { ButtonFace } from "../press/button-face";
import styles from "../press/press.module.css";
import tagStyles from "./option-tag.module.css";
import type { InputProps } from "./types";

export function Face({ id, field }: InputProps<ButtonField>) {
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
