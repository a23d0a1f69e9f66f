/** Stands for a chart that is on its way. */
import { useTranslation } from "react-i18next";
import styles from "./skeleton.module.css";

const HEIGHTS = [46, 72, 58, 88, 40, 64];

export function ChartSkeleton() {
  const { t } = useTranslation("charts");
  return (
    <div className={styles.chart} role="status" aria-label={t("loading")}>
      {HEIGHTS.map((height) => (
        <span key={height} style={{ height: `${height}%` }} />
      ))}
    </div>
  );
}
