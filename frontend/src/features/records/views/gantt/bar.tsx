/** One bar: dragged by its middle it moves, by its end it grows; arrow keys do the same. */
import { useState, type KeyboardEvent, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import type { ViewColour } from "../../model/types";
import { dayText } from "../model/spans";
import type { Span } from "./span";
import styles from "./gantt.module.css";

interface Props {
  span: Span;
  left: number;
  dayWidth: number;
  title: string;
  colour: ViewColour | null;
  /** As a whole. */
  movable: boolean;
  startMoves: boolean;
  endMoves: boolean;
  /** Days by which the start and the end move. */
  onShift: (byStart: number, byEnd: number) => void;
  onOpen: () => void;
}

type Grip = "move" | "start" | "end";

export function Bar({
  span,
  left,
  dayWidth,
  title,
  colour,
  movable,
  startMoves,
  endMoves,
  onShift,
  onOpen,
}: Props) {
  const { t } = useTranslation("views");
  const [held, setHeld] = useState<{ grip: Grip; x: number; days: number } | null>(null);
  const length = span.end - span.start;
  const bounded = (grip: Grip, days: number): number =>
    grip === "start" ? Math.min(days, length) : grip === "end" ? Math.max(days, -length) : days;
  const shiftOf = (grip: Grip, days: number): [number, number] => [
    grip === "end" ? 0 : days,
    grip === "start" ? 0 : days,
  ];
  const down = (grip: Grip) => (event: PointerEvent<HTMLElement>) => {
    const free = grip === "move" ? movable : grip === "start" ? startMoves : endMoves;
    if (!free || event.button !== 0) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    setHeld({ grip, x: event.clientX, days: 0 });
  };
  const move = (event: PointerEvent<HTMLElement>) => {
    if (!held) return;
    const days = bounded(held.grip, Math.round((event.clientX - held.x) / dayWidth));
    if (days !== held.days) setHeld({ ...held, days });
  };
  const up = (event: PointerEvent<HTMLElement>) => {
    if (!held) return;
    setHeld(null);
    if (held.days !== 0) onShift(...shiftOf(held.grip, held.days));
    else if (held.grip === "move" && Math.abs(event.clientX - held.x) < 4) onOpen();
  };
  const keys = (event: KeyboardEvent) => {
    const step = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (event.key === "Enter") onOpen();
    else if (step !== 0 && (event.shiftKey ? endMoves : movable)) {
      const grip = event.shiftKey ? "end" : "move";
      onShift(...shiftOf(grip, bounded(grip, step)));
    } else return;
    event.preventDefault();
  };
  const [byStart, byEnd] = held ? shiftOf(held.grip, held.days) : [0, 0];
  const start = span.start + byStart;
  const end = span.end + byEnd;
  const days = t("gantt.days", { from: dayText(start), to: dayText(end) });
  const grips = { onPointerMove: move, onPointerUp: up, onPointerCancel: () => setHeld(null) };
  return (
    <div
      role="button"
      tabIndex={0}
      aria-label={`${title}, ${days}`}
      title={`${title}\n${days}`}
      className={styles.bar}
      data-colour={colour ?? undefined}
      data-held={held !== null || undefined}
      data-movable={movable || undefined}
      style={{ left: left + byStart * dayWidth, width: Math.max((end - start + 1) * dayWidth, 6) }}
      onPointerDown={down("move")}
      onKeyDown={keys}
      onClick={movable ? undefined : onOpen}
      {...grips}
    >
      {span.progress !== null && (
        <span className={styles.progress} style={{ width: `${span.progress * 100}%` }} />
      )}
      <span className={styles.barText}>{title}</span>
      {startMoves && <span className={styles.gripStart} onPointerDown={down("start")} {...grips} />}
      {endMoves && <span className={styles.gripEnd} onPointerDown={down("end")} {...grips} />}
    </div>
  );
}
