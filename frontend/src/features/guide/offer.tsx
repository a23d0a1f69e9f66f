/** The first visit: a card at the edge that may be left alone. */
import { Button } from "antd";
import { Compass, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { walkTo } from "@/lib/guide/store";
import { useTourProgress, type Tour } from "@/lib/guide/tours";
import { useLabel } from "@/lib/i18n";
import { usePhone } from "@/lib/use-media";
import styles from "./guide.module.css";

export function Offer({ app, tour }: { app: string; tour: Tour }) {
  const { t } = useTranslation("guide");
  const label = useLabel();
  const phone = usePhone();
  const progress = useTourProgress(app);
  const skip = () => progress.mutate({ tour: tour.key, status: "skipped", step: 0 });
  const start = () => {
    progress.mutate({ tour: tour.key, status: "open", step: 0 });
    walkTo({ app, tour: tour.key, step: 0 });
  };
  return (
    <aside className={styles.offer} aria-label={t("offer.label")}>
      <Compass size={20} aria-hidden className={styles.compass} />
      <div className={styles.offerWords}>
        <strong>{label(tour.label)}</strong>
        <p>{label(tour.text) || t("offer.text", { count: tour.steps.length })}</p>
        <div className={styles.offerActs}>
          <Button type="primary" size="small" onClick={start}>
            {phone ? t("offer.go") : t("offer.start", { count: tour.steps.length })}
          </Button>
          <Button type="text" size="small" className={styles.later} onClick={skip}>
            {t("offer.later")}
          </Button>
        </div>
      </div>
      <Button
        type="text"
        size="small"
        className={styles.close}
        icon={<X size={14} />}
        aria-label={t("offer.close")}
        onClick={skip}
      />
    </aside>
  );
}
