/** Customers by how recently (down) and how much and often (across) they bought, and the tiers made of both. */
import { useTranslation } from "react-i18next";
import { useLocale } from "@/lib/i18n";
import type { RfmPage, RfmTier } from "@/lib/report/figure";
import { compactText } from "@/lib/report/numbers";
import styles from "./rfm.module.css";
import type { ChartProps } from "./types";

const SCORES = [1, 2, 3, 4, 5];

/** The tier of a cell; the same rule as the metric's (engines/report/metrics/rfm.py). */
export function tierOf(r: number, v: number): RfmTier["tier"] {
  if (r >= 4 && v >= 4) return "high";
  if (r >= 3 && v >= 3) return "growing";
  if (r >= 3) return "potential";
  return v >= 3 ? "dormant" : "lost";
}

export function Rfm({ page, colours, label }: ChartProps<RfmPage>) {
  const { t } = useTranslation("charts");
  const locale = useLocale();
  const colour = (tier: RfmTier["tier"]): string =>
    colours[page.tiers.findIndex((one) => one.tier === tier) % colours.length] ?? "currentColor";
  const most = Math.max(1, ...page.grid.flat());
  return (
    <div className={styles.rfm}>
      <table className={styles.grid} aria-label={label}>
        <caption>{t("rfm.caption")}</caption>
        <thead>
          <tr>
            <td />
            {SCORES.map((v) => (
              <th key={v} scope="col">
                {t("rfm.value", { score: v })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...SCORES].reverse().map((r) => (
            <tr key={r}>
              <th scope="row">{t("rfm.recency", { score: r })}</th>
              {SCORES.map((v) => {
                const count = page.grid[r - 1]?.[v - 1] ?? 0;
                return (
                  <td key={v}>
                    <span
                      className={styles.ground}
                      style={{
                        background: colour(tierOf(r, v)),
                        opacity: count === 0 ? 0.06 : 0.14 + 0.3 * (count / most),
                      }}
                      aria-hidden
                    />
                    <span className={styles.count}>{count}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <ul className={styles.tiers} aria-label={t("rfm.tiers")}>
        {page.tiers.map((tier) => (
          <li key={tier.tier}>
            <span className={styles.dot} style={{ background: colour(tier.tier) }} aria-hidden />
            <span className={styles.tier}>
              {locale === "en" ? tier.label.en : (tier.label["zh-CN"] ?? tier.label.zh)}
            </span>
            <span>{t("rfm.customers", { count: tier.n })}</span>
            <span className={styles.money}>{compactText(tier.money, locale)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
