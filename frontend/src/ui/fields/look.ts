/** What a rule makes of a value, as attributes for the element that shows it. */
import type { Field, Look } from "@/lib/form-runtime/definition";
import styles from "./option-tag.module.css";

interface LookAttributes {
  className?: string;
  "data-colour"?: string;
  "data-fill"?: true;
  "data-ink"?: true;
  "data-bold"?: true;
}

/** `className` is added to the look's own. */
export function lookOf(look: Look | null | undefined, className?: string): LookAttributes {
  if (!look) return { className };
  return {
    className: [className, styles.look].filter(Boolean).join(" "),
    "data-colour": look.background ?? look.color ?? undefined,
    "data-fill": look.background ? true : undefined,
    "data-ink": look.color && !look.background ? true : undefined,
    "data-bold": look.bold ? true : undefined,
  };
}

/** The field with the options that rules leave; a chosen one that isn't left stays readable. */
export function narrowed(field: Field, options: string[] | null): Field {
  if (options === null || !("options" in field) || !field.options) return field;
  return {
    ...field,
    options: field.options.map((option) =>
      options.includes(option.value) ? option : { ...option, retired: true },
    ),
  };
}
