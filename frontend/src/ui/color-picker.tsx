import { useTranslation } from "react-i18next";
import { APP_COLOURS } from "./app-icon";
import styles from "./app-icon.module.css";

interface Props {
  value?: string | null;
  onChange?: (colour: string) => void;
}

/** A small fixed palette: every colour of it carries white text. */
export function ColorPicker({ value, onChange }: Props) {
  const { t } = useTranslation("common");
  // A colour that came with a package and isn't of ours stays choosable.
  const own = value && value.startsWith("#") ? { [value]: value } : {};
  return (
    <div className={styles.colours} role="radiogroup" aria-label={t("pick.colour")}>
      {Object.entries({ ...own, ...APP_COLOURS }).map(([name, code]) => (
        <button
          key={name}
          type="button"
          role="radio"
          aria-checked={name === value}
          aria-label={name === code ? name : t(`colour.${name}`)}
          title={name === code ? name : t(`colour.${name}`)}
          className={styles.choice}
          onClick={() => onChange?.(name)}
        >
          <span className={styles.swatch} style={{ background: code }} />
        </button>
      ))}
    </div>
  );
}
