/** China's regions as squares, the darker the more; what is no region is listed below. */
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { MAP_HEIGHT, MAP_WIDTH, REGIONS, regionLabel, regionOf } from "@/lib/report/china";
import type { MapPage } from "@/lib/report/figure";
import styles from "./map.module.css";
import { sameCell, type ChartProps } from "./types";

export function RegionMap({ page, onPick, picked, colours, label }: ChartProps<MapPage>) {
  const { t } = useTranslation("charts");
  const name = useLabel();
  const known = new Map(page.regions.map((entry) => [regionOf(entry.region), entry]));
  const others = page.regions.filter((entry) => regionOf(entry.region) === null);
  const most = Math.max(0, ...page.regions.map((entry) => entry.value ?? 0));
  return (
    <div className={styles.map}>
      <ul className={styles.grid} aria-label={label} style={{ aspectRatio: `${MAP_WIDTH} / ${MAP_HEIGHT}` }}>
        {REGIONS.map((region) => {
          const entry = known.get(region);
          const title = name(regionLabel(region));
          const share = entry && most > 0 ? Math.max(0, entry.value ?? 0) / most : 0;
          const said = t("pick", { name: title, value: entry?.text ?? "–" });
          const face = (
            <>
              <span
                className={styles.ground}
                style={{ background: colours[0], opacity: entry ? 0.12 + 0.38 * share : 0.03 }}
                aria-hidden
              />
              <span className={styles.name}>{title}</span>
              {entry && <span className={styles.value}>{entry.text}</span>}
            </>
          );
          return (
            <li key={region.en} style={{ gridColumn: region.x + 1, gridRow: region.y + 1 }} title={said}>
              {entry && onPick ? (
                <button
                  type="button"
                  aria-label={said}
                  aria-pressed={sameCell(picked, entry.cell)}
                  data-faded={(!!picked && !sameCell(picked, entry.cell)) || undefined}
                  onClick={() => onPick({ cell: entry.cell, name: title })}
                >
                  {face}
                </button>
              ) : (
                <span data-faded={!entry || undefined}>{face}</span>
              )}
            </li>
          );
        })}
      </ul>
      {others.length > 0 && (
        <p className={styles.others}>
          {t("map.others")} {others.map((entry) => `${entry.region} ${entry.text}`).join(" · ")}
        </p>
      )}
    </div>
  );
}
