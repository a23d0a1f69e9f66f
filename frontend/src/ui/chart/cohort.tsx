/** Of those who began in a period, how many came again after one, two, three … periods. */
import { useTranslation } from "react-i18next";
import { useLocale } from "@/lib/i18n";
import type { CohortPage } from "@/lib/report/figure";
import { percentText } from "@/lib/report/numbers";
import { ScrollRegion } from "@/ui/scroll-region";
import styles from "./table.module.css";
import { sameCell, type ChartProps } from "./types";

export function Cohort({ page, onPick, picked, colours, label }: ChartProps<CohortPage>) {
  const { t } = useTranslation("charts");
  const locale = useLocale();
  const last = Math.max(0, ...page.cohorts.flatMap((cohort) => cohort.cells.map((cell) => cell.after)));
  const afters = Array.from({ length: last + 1 }, (_, at) => at);
  return (
    <ScrollRegion className={styles.scroll} label={label}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{t("cohort.start")}</th>
            {afters.map((after) => (
              <th key={after} scope="col" className={styles.number}>
                {after === 0 ? page.label : t("cohort.after", { n: after })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {page.cohorts.map((cohort) => (
            <tr key={cohort.name}>
              <th scope="row">{cohort.name}</th>
              {afters.map((after) => {
                const found = cohort.cells.find((cell) => cell.after === after);
                if (!found) return <td key={after} />;
                const share = found.share ?? 0;
                const text = after === 0 || found.share === null ? found.text : percentText(share, locale);
                return (
                  <td
                    key={after}
                    className={styles.number}
                    title={found.text}
                    data-picked={sameCell(picked, found.cell) || undefined}
                  >
                    {after > 0 && (
                      <span
                        className={styles.heat}
                        style={{ background: colours[0], opacity: 0.06 + 0.34 * Math.min(share, 1) }}
                        aria-hidden
                      />
                    )}
                    {onPick ? (
                      <button
                        type="button"
                        className={styles.pick}
                        onClick={() => onPick({ cell: found.cell, name: `${cohort.name} +${after}` })}
                      >
                        {text}
                      </button>
                    ) : (
                      <span className={styles.pick}>{text}</span>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
