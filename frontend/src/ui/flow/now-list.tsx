/** Who has it now, since when, and how long they still have. */
import { Button } from "antd";
import { BellRing } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatAgo } from "@/lib/dates";
import type { NowAt } from "@/lib/flow/types";
import { useLocale } from "@/lib/i18n";
import { DueMark } from "./due-mark";
import styles from "./flow.module.css";
import { WhoName } from "./who-name";

interface Props {
  now: NowAt[];
  /** Reminds everybody who has it. */
  onUrge?: (() => void) | null;
  busy?: boolean;
}

export function NowList({ now, onUrge, busy }: Props) {
  const { t } = useTranslation("flows");
  const locale = useLocale();
  if (now.length === 0) return null;
  return (
    <section className={styles.now} aria-label={t("now.label")}>
      <header className={styles.nowHead}>
        <h4>{t("now.label")}</h4>
        {onUrge && (
          <Button size="small" icon={<BellRing size={14} />} loading={busy} onClick={onUrge}>
            {t("verb.urge")}
          </Button>
        )}
      </header>
      <ul>
        {now.map((one) => (
          <li key={one.task} className={styles.nowRow} data-waiting={one.waiting || undefined}>
            <WhoName who={one.person} size={24} />
            <span className={styles.nowNode}>{one.node.label}</span>
            <span className={styles.nowWhen}>
              {one.waiting ? (
                <span className={styles.faint}>{t("now.waiting")}</span>
              ) : one.due_at || one.paused ? (
                <DueMark dueAt={one.due_at} paused={one.paused} />
              ) : (
                <span className={styles.faint}>{t("now.since", { when: formatAgo(one.since, locale) })}</span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
