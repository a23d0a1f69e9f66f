import { AlarmClock, CirclePause } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { countdown, nextTick } from "@/lib/flow/due";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import styles from "./flow.module.css";

/** The clock, as often as the deadline needs it. */
function useNow(dueAt: string | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!dueAt) return undefined;
    const timer = window.setTimeout(() => setNow(Date.now()), nextTick(dueAt, now));
    return () => window.clearTimeout(timer);
  }, [dueAt, now]);
  return now;
}

/** «2 h 15 min left», «1 d late»: quiet while there is time, marked when there isn't. «Paused» while nothing counts. */
export function DueMark({ dueAt, paused = false }: { dueAt: string | null; paused?: boolean }) {
  const { t } = useTranslation("flows");
  const locale = useLocale();
  const { timezone } = useMe();
  const now = useNow(dueAt);
  const left = countdown(dueAt, now);
  if (paused)
    return (
      <span className={styles.due} title={t("due.paused_help")}>
        <CirclePause size={14} aria-hidden />
        {t("due.paused")}
      </span>
    );
  if (!left) return null;
  const distance = left.parts.map(({ unit, count }) => t(`due.${unit}`, { count })).join(" ");
  return (
    <span
      className={styles.due}
      data-pressure={left.pressure}
      title={t("due.at", { when: formatInstant(dueAt, locale, timezone) })}
    >
      <AlarmClock size={14} aria-hidden />
      {t(left.pressure === "late" ? "due.late" : "due.left", { distance })}
    </span>
  );
}
