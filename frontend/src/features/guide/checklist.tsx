/** What a first day consists of; facts tick it off. */
import { Button, Progress } from "antd";
import { ChevronRight, CircleCheck, Circle } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { closeHelp } from "@/lib/guide/store";
import { pathOfWhere, useTourProgress, type ChecklistItem, type Tour } from "@/lib/guide/tours";
import { useLabel } from "@/lib/i18n";
import styles from "./guide.module.css";

function Line({ app, item }: { app: string; item: ChecklistItem }) {
  const { t } = useTranslation("guide");
  const label = useLabel();
  const path = pathOfWhere(app, item.where);
  const text = label(item.text);
  const face = (
    <>
      {item.done ? (
        <CircleCheck size={18} className={styles.done} role="img" aria-label={t("checklist.done")} />
      ) : (
        <Circle size={18} className={styles.open} role="img" aria-label={t("checklist.open")} />
      )}
      <span className={styles.itemWords}>
        <span>{label(item.label)}</span>
        {text && <small>{text}</small>}
      </span>
    </>
  );
  return (
    <li data-done={item.done || undefined}>
      {path && !item.done ? (
        <Link className={styles.item} to={path} onClick={closeHelp}>
          {face}
          <ChevronRight size={16} aria-hidden />
        </Link>
      ) : (
        <span className={styles.item}>{face}</span>
      )}
    </li>
  );
}

interface Props {
  app: string;
  tour: Tour;
  /** The only one here: it needs no name of its own. */
  alone: boolean;
}

export function Checklist({ app, tour, alone }: Props) {
  const { t } = useTranslation("guide");
  const label = useLabel();
  const progress = useTourProgress(app);
  const done = tour.checklist.filter((item) => item.done).length;
  const all = tour.checklist.length;
  if (all === 0 || tour.closed) return null;
  const close = () =>
    progress.mutate({
      tour: tour.key,
      status: tour.status === "new" ? "skipped" : tour.status,
      step: tour.step,
      closed: true,
    });
  return (
    <section className={styles.checklist} aria-label={t("checklist.of", { name: label(tour.label) })}>
      <header>
        <h3>{alone ? t("checklist.title") : label(tour.label)}</h3>
        <span>{t("checklist.count", { done, all })}</span>
        <Button type="text" size="small" onClick={close}>
          {t("checklist.close")}
        </Button>
      </header>
      <Progress percent={Math.round((done / all) * 100)} showInfo={false} size="small" aria-hidden />
      <ul>
        {tour.checklist.map((item) => (
          <Line key={item.key} app={app} item={item} />
        ))}
      </ul>
      {done === all && <p className={styles.praise}>{t("checklist.all")}</p>}
    </section>
  );
}
