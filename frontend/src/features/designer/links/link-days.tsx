/** How often a link was opened and answered, day by day. */
import { useTranslation } from "react-i18next";
import { useStatistics, type Day, type FormLink } from "@/lib/public-form/links";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { useDesigner } from "../model/context";
import styles from "./links.module.css";

export function LinkDays({ link }: { link: FormLink }) {
  const { t } = useTranslation("formlinks");
  const { app, form } = useDesigner();
  const days = useStatistics(app, form, link.id);
  if (days.isPending) return <ListSkeleton rows={2} />;
  if (days.isError) return <ErrorState compact error={days.error} onRetry={() => void days.refetch()} />;
  const sum = (of: (day: Day) => number) => days.data.reduce((total, day) => total + of(day), 0);
  const views = sum((day) => day.views);
  const answers = sum((day) => day.answers);
  const most = Math.max(1, ...days.data.map((day) => Math.max(day.views, day.answers)));
  return (
    <div className={styles.part}>
      <dl className={styles.numbers}>
        <div>
          <dt>{t("days.views")}</dt>
          <dd>{views}</dd>
        </div>
        <div>
          <dt>{t("days.answers")}</dt>
          <dd>{answers}</dd>
        </div>
        <div>
          <dt>{t("days.rate")}</dt>
          <dd>{views > 0 ? `${Math.min(100, Math.round((100 * answers) / views))}%` : "–"}</dd>
        </div>
      </dl>
      <ul className={styles.bars} aria-label={t("days.title")}>
        {days.data.map((day) => (
          <li key={day.day} title={t("days.of", { ...day })} aria-label={t("days.of", { ...day })}>
            <span style={{ height: `${(100 * day.views) / most}%` }} />
            <span data-answers style={{ height: `${(100 * day.answers) / most}%` }} />
          </li>
        ))}
      </ul>
      <p className={styles.faint}>{t("days.text")}</p>
    </div>
  );
}
