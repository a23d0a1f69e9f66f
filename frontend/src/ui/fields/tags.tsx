import type { FieldOption, TagsField } from "@/lib/form-runtime/definition";
import styles from "./fields.module.css";
import { OPTION_COLOURS, OptionTag } from "./option-tag";
import type { DisplayProps, FieldWidget } from "./types";

/** A word nobody gave a colour has always the same one. */
function colourOf(word: string): string {
  let sum = 0;
  for (const char of word) sum = (sum * 31 + char.codePointAt(0)!) >>> 0;
  return OPTION_COLOURS[1 + (sum % (OPTION_COLOURS.length - 1))]!;
}

export const tagOptions = (options: FieldOption[] | undefined, values: unknown[]): FieldOption[] => {
  const known = options ?? [];
  const free = values.map(String).filter((value) => !known.some((option) => option.value === value));
  return [...known, ...free.map((value) => ({ value, label: value, color: colourOf(value) }))];
};

function TagsDisplay({ field, value }: DisplayProps<TagsField>) {
  const values = Array.isArray(value) ? (value as string[]) : [];
  const options = tagOptions(field.options, values);
  return (
    <span className={styles.tags}>
      {values.map((each) => (
        <OptionTag key={each} options={options} value={each} />
      ))}
    </span>
  );
}

export const tagsWidget: FieldWidget<TagsField> = { Display: TagsDisplay };
