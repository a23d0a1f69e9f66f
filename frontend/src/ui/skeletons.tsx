import { useTranslation } from "react-i18next";
import styles from "./skeletons.module.css";

function Bar({ width, height = 14 }: { width: string; height?: number }) {
  return <span className={styles.bar} style={{ width, height }} />;
}

const WIDTHS = ["62%", "48%", "71%", "55%", "66%", "43%", "58%", "69%"];

export function ListSkeleton({ rows = 6 }: { rows?: number }) {
  const { t } = useTranslation("common");
  return (
    <div className={styles.list} role="status" aria-label={t("loading")}>
      {Array.from({ length: rows }, (_, index) => (
        <div className={styles.row} key={index}>
          <Bar width={WIDTHS[index % WIDTHS.length] ?? "60%"} />
        </div>
      ))}
    </div>
  );
}

export function CardsSkeleton({ cards = 6 }: { cards?: number }) {
  const { t } = useTranslation("common");
  return (
    <div className={styles.cards} role="status" aria-label={t("loading")}>
      {Array.from({ length: cards }, (_, index) => (
        <div className={styles.card} key={index}>
          <Bar width="40px" height={40} />
          <Bar width="60%" />
          <Bar width="80%" height={10} />
        </div>
      ))}
    </div>
  );
}

export function PageSkeleton() {
  return (
    <div className={styles.page}>
      <Bar width="160px" height={24} />
      <ListSkeleton />
    </div>
  );
}
