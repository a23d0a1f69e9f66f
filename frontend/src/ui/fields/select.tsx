import type { SelectField } from "@/lib/form-runtime/definition";
import styles from "./fields.module.css";
import { OptionTag } from "./option-tag";
import type { DisplayProps, FieldWidget } from "./types";

function SelectDisplay({ field, value }: DisplayProps<SelectField>) {
  const values = Array.isArray(value) ? value : [value];
  return (
    <span className={styles.tags}>
      {values.map((each) => (
        <OptionTag key={String(each)} options={field.options} value={each} />
      ))}
    </span>
  );
}

export const selectWidget: FieldWidget<SelectField> = { Display: SelectDisplay };
