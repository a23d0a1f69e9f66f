/** What was predicted against what happened: on the line, a probability means what it says. */
import { useTranslation } from "react-i18next";
import type { WholeModel } from "@/lib/queries/models";
import { percent } from "./figures";
import styles from "./predictions.module.css";

const SIZE = 240;
const EDGE = 32;
const at = (value: number): number => EDGE + value * (SIZE - EDGE - 16);

export function Calibration({ bins }: { bins: WholeModel["calibration"] }) {
  const { t } = useTranslation("predictions");
  const most = Math.max(...bins.map((bin) => bin.n), 1);
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return (
    <svg
      className={styles.plot}
      viewBox={`0 0 ${SIZE} ${SIZE}`}
      role="img"
      aria-label={t("calibration_text")}
    >
      {ticks.map((tick) => (
        <g key={tick}>
          <line className={styles.grid} x1={at(tick)} x2={at(tick)} y1={SIZE - at(0)} y2={SIZE - at(1)} />
          <line className={styles.grid} x1={at(0)} x2={at(1)} y1={SIZE - at(tick)} y2={SIZE - at(tick)} />
          <text className={styles.tick} x={at(tick)} y={SIZE - EDGE + 14} textAnchor="middle">
            {tick * 100}
          </text>
          <text className={styles.tick} x={EDGE - 6} y={SIZE - at(tick) + 3} textAnchor="end">
            {tick * 100}
          </text>
        </g>
      ))}
      <line className={styles.ideal} x1={at(0)} x2={at(1)} y1={SIZE - at(0)} y2={SIZE - at(1)} />
      {bins.map((bin) => (
        <circle
          key={bin.predicted}
          className={styles.dot}
          cx={at(bin.predicted)}
          cy={SIZE - at(bin.actual)}
          r={3 + 4 * Math.sqrt(bin.n / most)}
        >
          <title>
            {t("calibration_bin", {
              predicted: percent(bin.predicted),
              actual: percent(bin.actual),
              n: bin.n,
            })}
          </title>
        </circle>
      ))}
      <text className={styles.tick} x={at(0.5)} y={SIZE - 2} textAnchor="middle">
        {t("predicted")}
      </text>
      <text className={styles.tick} x={at(0) + 4} y={SIZE - at(1) - 6}>
        {t("actual")}
      </text>
    </svg>
  );
}
