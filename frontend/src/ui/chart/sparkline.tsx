/** The course of a number without axes; a gap where a value is missing. */
import { useMemo } from "react";
import styles from "./sparkline.module.css";

const WIDTH = 200;
const HEIGHT = 40;

/** One path per stretch of known values, in a box of 200 × 40. */
export function sparkPaths(values: readonly (number | null)[]): string[] {
  const known = values.filter((value): value is number => value !== null);
  if (known.length === 0) return [];
  const low = Math.min(...known);
  const high = Math.max(...known);
  const x = (at: number) => (values.length === 1 ? WIDTH / 2 : (at / (values.length - 1)) * WIDTH);
  const y = (value: number) =>
    high === low ? HEIGHT / 2 : HEIGHT - 2 - ((value - low) / (high - low)) * (HEIGHT - 4);
  const paths: string[] = [];
  let open = "";
  values.forEach((value, at) => {
    if (value === null) {
      if (open) paths.push(open);
      open = "";
      return;
    }
    open += `${open ? "L" : "M"}${x(at).toFixed(1)},${y(value).toFixed(1)}`;
  });
  return open ? [...paths, open] : paths;
}

export function Sparkline({ values, colour }: { values: readonly (number | null)[]; colour: string }) {
  const paths = useMemo(() => sparkPaths(values), [values]);
  return (
    <svg className={styles.spark} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
      {paths.map((path) => (
        <path
          key={path}
          d={path}
          fill="none"
          stroke={colour}
          strokeWidth={2}
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  );
}
