/** A named metric: its number with interval and sample, its definition one click away, its groups or steps as a table. */
import { Info } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLocale } from "@/lib/i18n";
import type { MetricPage } from "@/lib/report/figure";
import { compactText, percentText } from "@/lib/report/numbers";
import kpi from "./kpi.module.css";
import styles from "./metric.module.css";
import { Table } from "./table";
import type { ChartProps } from "./types";

export function Metric({ page, label, onPick }: ChartProps<MetricPage>) {
  const { t } = useTranslation("charts");
  const locale = useLocale();
  const share = page.unit === "percent" || page.unit === "share";
  const end = (value: number) => (share ? percentText(value, locale) : compactText(value, locale));
  const shown = page.short ?? page.text;
  const number = (
    <span className={kpi.number} title={page.text}>
      {shown}
    </span>
  );
  return (
    <div className={styles.metric}>
      <div className={styles.head}>
        {page.value === null && page.groups ? null : onPick ? (
          <button
            type="button"
            className={kpi.pick}
            aria-label={t("pick", { name: label, value: shown })}
            onClick={() => onPick({ cell: {} })}
          >
            {number}
          </button>
        ) : (
          number
        )}
        <span className={styles.sample}>
          {t("metric.n", { count: page.n })}
          {page.interval &&
            ` · ${t("metric.interval", {
              level: percentText(page.interval.level, locale, 0),
              low: end(page.interval.low),
              high: end(page.interval.high),
            })}`}
        </span>
      </div>
      {page.notes.map((note) => (
        <p key={note} className={styles.note}>
          {note}
        </p>
      ))}
      {page.parts.rows.length > 0 && (
        <div className={styles.table}>
          <Table view={page.parts} label={label} />
        </div>
      )}
      <details className={styles.about}>
        <summary>
          <Info size={14} aria-hidden /> {t("metric.about", { version: page.version })}
        </summary>
        <p>{page.doc}</p>
        <p className="dg-mono">{page.formula}</p>
        <p className={styles.sample}>{page.source}</p>
      </details>
    </div>
  );
}
