/** Lines from what must be done before to what waits for it; red where the order of days contradicts. */
import { ROW, type Span } from "./span";
import styles from "./gantt.module.css";

interface Props {
  spans: Span[];
  left: number;
  x: (day: number) => number;
}

export interface Tie {
  key: string;
  path: string;
  broken: boolean;
}

const BEND = 10;

export function tiesOf(spans: Span[], left: number, x: (day: number) => number): Tie[] {
  const places = new Map(spans.map((span, at) => [span.row.id, at]));
  return spans.flatMap((span, at) =>
    span.needs.flatMap((need): Tie[] => {
      const before = places.get(need);
      const earlier = before === undefined ? undefined : spans[before];
      if (before === undefined || !earlier) return [];
      const from = { x: left + x(earlier.end + 1), y: before * ROW + ROW / 2 };
      const to = { x: left + x(span.start), y: at * ROW + ROW / 2 };
      const turn = Math.max(from.x + BEND, Math.min(to.x - BEND, from.x + BEND));
      const path =
        to.x - BEND >= turn
          ? `M${from.x} ${from.y} H${turn} V${to.y} H${to.x}`
          : `M${from.x} ${from.y} H${turn} V${to.y - Math.sign(to.y - from.y) * (ROW / 2)} H${to.x - BEND} V${to.y} H${to.x}`;
      return [{ key: `${need}-${span.row.id}`, path, broken: span.start <= earlier.end }];
    }),
  );
}

export function Ties({ spans, left, x }: Props) {
  const ties = tiesOf(spans, left, x);
  if (ties.length === 0) return null;
  return (
    <svg className={styles.ties} aria-hidden>
      {ties.map((tie) => (
        <path key={tie.key} d={tie.path} className={styles.tie} data-broken={tie.broken || undefined} />
      ))}
    </svg>
  );
}
