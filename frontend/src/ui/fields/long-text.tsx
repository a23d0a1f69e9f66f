import type { LongTextField } from "@/lib/form-runtime/definition";
import styles from "./fields.module.css";
import type { FieldWidget } from "./types";

export const longTextWidget: FieldWidget<LongTextField> = {
  Display: ({ value, compact }) => (
    <span className={compact ? undefined : styles.multiline}>{String(value)}</span>
  ),
};
