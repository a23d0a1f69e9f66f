/** One number, how it compares, its course, its target. */
import { ArrowDown, ArrowUp, Minus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLocale } from "@/lib/i18n";
import type { KpiPage } from "@/lib/report/figure";
import { percentText } from "@/lib/report/numbers";
import styles from "./kpi.module.css";
import { Sparkline } from "./sparkline";
import type { ChartProps } from "./types";

function Compared({ compare }: { compare: NonNullable<KpiPage["compare"]> }) {
  const { t } = useTranslation("charts");
  const locale = useLocale();
  const { difference, change, good } = compare;
  const Icon = difference === null || difference === 0 ? Minus : difference > 0 ? ArrowUp : ArrowDown;
  const way = difference === null ? "none" : difference === 0 ? "same" : difference > 0 ? "more" : "less";
  return (
    <p className={styles.compare}>
      <span className={styles.change} data-good={good ?? undefined}>
        <Icon size={14} aria-hidden />
        <span className="dg-sr-only">{t(`kpi.${way}`)}</span>
        {change !== null && percentText(Math.abs(change), locale)}
      </span>
      <span className={styles.before} title={compare.text}>
        {compare.label} {compare.short}
      </span>
    </p>
  );
}

export function Kpi({ page, onPick, colours, label }: ChartProps<KpiPage>) {
  const { t } = useTranslation("charts");
  const locale = useLocale();
  const shown = page.short ?? page.text;
  const number = (
    <span className={styles.number} title={page.text}>
      {shown}
    </span>
  );
  return (
    <div className={styles.kpi}>
      {onPick ? (
        <button
          type="button"
          className={styles.pick}
          aria-label={t("pick", { name: label || page.label, value: shown })}
          onClick={() => onPick({ cell: {} })}
        >
          {number}
        </button>
      ) : (
        number
      )}
      {page.compare && <Compared compare={page.compare} />}
      {page.target && (
        <div className={styles.target}>
          <span
            className={styles.bar}
            role="meter"
            aria-label={t("kpi.target")}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.min(100, Math.round((page.target.reached ?? 0) * 100))}
          >
            <span
              style={{
                width: `${Math.min(100, (page.target.reached ?? 0) * 100)}%`,
                background: colours[0],
              }}
            />
          </span>
          <span className={styles.before}>
            {page.target.reached === null ? "–" : percentText(page.target.reached, locale)}
          </span>
        </div>
      )}
      {page.spark && <Sparkline values={page.spark.y} colour={colours[0] ?? "currentColor"} />}
    </div>
  );
}
