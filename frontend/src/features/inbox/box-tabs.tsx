import { useTranslation } from "react-i18next";
import type { Box, TaskCounts } from "@/lib/flow/types";
import { BOXES } from "./inbox-state";
import styles from "./inbox.module.css";

interface Props {
  box: Box;
  counts: TaskCounts | undefined;
  onBox: (box: Box) => void;
}

/** The four boxes with what waits in them. */
export function BoxTabs({ box, counts, onBox }: Props) {
  const { t } = useTranslation("inbox");
  const numbers: Record<Box, number> = {
    todo: counts?.todo ?? 0,
    cc: counts?.cc ?? 0,
    started: counts?.started ?? 0,
    done: 0,
  };
  const move = (by: number) => {
    const next = BOXES[(BOXES.indexOf(box) + by + BOXES.length) % BOXES.length];
    if (next) onBox(next);
  };
  return (
    <div
      className={styles.boxes}
      role="tablist"
      aria-label={t("boxes")}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
        event.preventDefault();
        move(event.key === "ArrowRight" ? 1 : -1);
        const list = event.currentTarget;
        requestAnimationFrame(() => list.querySelector<HTMLElement>("[aria-selected=true]")?.focus());
      }}
    >
      {BOXES.map((each) => (
        <button
          key={each}
          type="button"
          role="tab"
          aria-selected={each === box}
          tabIndex={each === box ? 0 : -1}
          className={styles.box}
          onClick={() => onBox(each)}
        >
          {t(`box.${each}`)}
          {numbers[each] > 0 && (
            <span className={styles.count} data-late={(each === "todo" && !!counts?.late) || undefined}>
              {numbers[each]}
            </span>
          )}
        </button>
      ))}
    </div>
  );
}
