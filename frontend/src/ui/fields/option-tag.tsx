/** A choice in its colour. */
import type { FieldOption } from "@/lib/form-runtime/definition";
import { optionOf } from "@/lib/form-runtime/format";
import { useLabel } from "@/lib/i18n";
import styles from "./option-tag.module.css";

/** The palette a designer chooses from; the stylesheet has both appearances of each. */
export const OPTION_COLOURS = [
  "grey",
  "blue",
  "teal",
  "green",
  "lime",
  "yellow",
  "orange",
  "red",
  "pink",
  "purple",
] as const;

export function OptionTag({ options, value }: { options: FieldOption[]; value: unknown }) {
  const label = useLabel();
  const option = optionOf(options, value);
  const colour =
    option?.color && (OPTION_COLOURS as readonly string[]).includes(option.color) ? option.color : "grey";
  return (
    <span className={styles.tag} data-colour={colour}>
      {option ? label(option.label) || option.value : String(value)}
    </span>
  );
}
