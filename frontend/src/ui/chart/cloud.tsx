/** Words, the more often the larger, the largest in the middle; each can be clicked. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CloudPage } from "@/lib/report/figure";
import { cloudOf, shrinkOf, type Room } from "@/lib/report/cloud";
import styles from "./cloud.module.css";
import { sameCell, type ChartProps } from "./types";

const SMALLEST_SEEN = 12;

export function Cloud({ page, onPick, picked, colours }: ChartProps<CloudPage>) {
  const { t } = useTranslation("charts");
  const box = useRef<HTMLUListElement>(null);
  const [room, setRoom] = useState<Room | null>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const watcher = new ResizeObserver(() =>
      setRoom({ width: element.clientWidth, height: element.clientHeight }),
    );
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  const words = cloudOf(page.words);
  const shrink = shrinkOf(words, room);
  return (
    // Words that can't be clicked can't be tabbed to: their place then scrolls by keyboard itself.
    <ul ref={box} className={styles.cloud} aria-label={page.label} tabIndex={onPick ? undefined : 0}>
      {words.map(({ word, text, cell, size, rank }) => {
        const colour = colours[rank % colours.length];
        const style = {
          fontSize: `${Math.max(SMALLEST_SEEN, Math.round(size * shrink))}px`,
          color: `color-mix(in srgb, ${colour} 50%, var(--dg-text))`,
        };
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
