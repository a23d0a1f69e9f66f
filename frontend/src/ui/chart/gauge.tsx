/** A value against a target: a half circle that fills. */
import { useTranslation } from "react-i18next";
import { useLocale } from "@/lib/i18n";
import type { GaugePage } from "@/lib/report/figure";
import { percentText } from "@/lib/report/numbers";
import styles from "./gauge.module.css";
import type { ChartProps } from "./types";

const ROUND = 80;
const LENGTH = Math.PI * ROUND;

/** A point of the half circle; 0 stands left, 1 right. */
function at(part: number, radius: number): string {
  const angle = Math.PI * (1 - Math.min(Math.max(part, 0), 1));
  return `${(100 + radius * Math.cos(angle)).toFixed(2)} ${(96 - radius * Math.sin(angle)).toFixed(2)}`;
}

export function Gauge({ page, onPick, colours, label }: ChartProps<GaugePage>) {
  const { t } = useTranslation("charts");
  const locale = useLocale();
  const reached = page.reached ?? 0;
  const arc = `M ${at(0, ROUND)} A ${ROUND} ${ROUND} 0 0 1 ${at(1, ROUND)}`;
  const whole = page.target ?? 0;
  const said = t("gauge.reached", {
    value: page.text,
    target: page.target_text,
    percent: page.reached === null ? "–" : percentText(page.reached, locale),
  });
  const drawing = (
    <>
      <svg viewBox="0 0 200 108" className={styles.dial} role="img" aria-label={`${label} ${said}`}>
        <path d={arc} className={styles.ground} />
        <path
          d={arc}
          className={styles.value}
          stroke={colours[0]}
          strokeDasharray={`${Math.min(Math.max(reached, 0), 1) * LENGTH} ${LENGTH}`}
        />
        {whole > 0 &&
          page.bands.map((band) => (
            <path
              key={band}
              d={`M ${at(band / whole, ROUND - 12)} L ${at(band / whole, ROUND + 12)}`}
              className={styles.band}
            />
          ))}
        <text x="100" y="84" className={styles.percent}>
          {page.reached === null ? "–" : percentText(page.reached, locale)}
        </text>
      </svg>
      <p className={styles.words}>
        <strong>{page.text}</strong>
        <span>{t("gauge.target", { target: page.target_text })}</span>
      </p>
    </>
  );
  return onPick ? (
    <button type="button" className={styles.gauge} onClick={() => onPick({ cell: {} })}>
      {drawing}
    </button>
  ) : (
    <div className={styles.gauge}>{drawing}</div>
  );
}
