/** Words, the more often the larger, the largest in the middle; each can be clicked. */
import { useTranslation } from "react-i18next";
import type { CloudPage } from "@/lib/report/figure";
import { cloudOf } from "@/lib/report/cloud";
import styles from "./cloud.module.css";
import { sameCell, type ChartProps } from "./types";

export function Cloud({ page, onPick, picked, colours }: ChartProps<CloudPage>) {
  const { t } = useTranslation("charts");
  return (
    <ul className={styles.cloud} aria-label={page.label}>
      {cloudOf(page.words).map(({ word, text, cell, size, rank }) => {
        const colour = colours[rank % colours.length];
        const style = { fontSize: `${size}px`, color: `color-mix(in srgb, ${colour} 50%, var(--dg-text))` };
        const said = t("pick", { name: word, value: text });
        return (
          <li key={word}>
            {onPick ? (
              <button
                type="button"
                style={style}
                aria-label={said}
                title={text}
                aria-pressed={sameCell(picked, cell)}
                onClick={() => onPick({ cell, name: word })}
              >
                {word}
              </button>
            ) : (
              <span style={style} title={text}>
                {word}
                <span className="dg-sr-only"> {text}</span>
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
