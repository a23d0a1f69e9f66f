/** The tours for one's roles: begun, gone on with, walked again. */
import { Button } from "antd";
import { Compass } from "lucide-react";
import { useTranslation } from "react-i18next";
import { walkTo } from "@/lib/guide/store";
import { useTourProgress, type Tour } from "@/lib/guide/tours";
import { useLabel } from "@/lib/i18n";
import styles from "./guide.module.css";

export function TourLine({ app, tour }: { app: string; tour: Tour }) {
  const { t } = useTranslation("guide");
  const label = useLabel();
  const progress = useTourProgress(app);
  const goesOn = tour.status === "open" && tour.step > 0;
  const start = (step: number) => {
    progress.mutate({ tour: tour.key, status: "open", step, closed: tour.closed });
    walkTo({ app, tour: tour.key, step });
  };
  return (
    <li className={styles.tour}>
      <Compass size={16} aria-hidden />
      <span className={styles.itemWords}>
        <span>{label(tour.label)}</span>
        <small>
          {goesOn
            ? t("tour.at", { step: tour.step + 1, total: tour.steps.length })
            : t(tour.status === "done" ? "tour.done" : "tour.steps", { count: tour.steps.length })}
        </small>
      </span>
      {goesOn && (
        <Button size="small" type="text" onClick={() => start(0)}>
          {t("tour.again")}
        </Button>
      )}
      <Button
        size="small"
        type={goesOn ? "primary" : "default"}
        onClick={() => start(goesOn ? tour.step : 0)}
      >
        {t(goesOn ? "tour.resume" : tour.status === "done" ? "tour.again" : "tour.start")}
      </Button>
    </li>
  );
}
