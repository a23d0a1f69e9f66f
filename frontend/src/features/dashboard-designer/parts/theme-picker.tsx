/** The colours of the series, seen before they are chosen. */
import { useTranslation } from "react-i18next";
import type { Theme } from "@/lib/report/definition";
import { COLOURS } from "@/lib/report/themes";
import styles from "./parts.module.css";

interface Props {
  value: Theme;
  themes: readonly Theme[];
  onChange: (theme: Theme) => void;
}

export function ThemePicker({ value, themes, onChange }: Props) {
  const { t } = useTranslation("dashdesign");
  return (
    <div className={styles.themes} role="radiogroup" aria-label={t("page.theme")}>
      {themes.map((theme) => (
        <button
          key={theme}
          type="button"
          role="radio"
          aria-checked={theme === value}
          className={styles.theme}
          onClick={() => onChange(theme)}
        >
          <span className={styles.swatches} aria-hidden>
            {COLOURS[theme].slice(0, 6).map((colour) => (
              <span key={colour} style={{ background: colour }} />
            ))}
          </span>
          {t(`theme.${theme}`)}
        </button>
      ))}
    </div>
  );
}
