import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatAgo } from "@/lib/dates";
import { deadlineOf } from "@/lib/flow/due";
import type { InstanceRow } from "@/lib/flow/types";
import { useLocale } from "@/lib/i18n";
import { DueMark } from "@/ui/flow/due-mark";
import { StatusTag } from "@/ui/flow/status-tag";
import styles from "./lines.module.css";

/** A flow that I started: how it stands and who has it now. */
export function StartedRow({ instance, to, open }: { instance: InstanceRow; to: string; open: boolean }) {
  const { t } = useTranslation("inbox");
  const locale = useLocale();
  const names = [
    ...new Set(instance.now.filter((one) => !one.waiting).flatMap((one) => one.person?.name ?? [])),
  ];
  return (
    <div className={styles.line}>
      <Link to={to} className={styles.card} aria-current={open ? "true" : undefined}>
        <span className={styles.cardTop}>
          <span className={styles.name}>
            {instance.title || instance.record?.title || instance.flow.label}
          </span>
          <span className={styles.when}>{formatAgo(instance.started_at, locale)}</span>
        </span>
        <span className={styles.facts}>
          <span className={styles.step}>{instance.flow.label}</span>
        </span>
        <span className={styles.facts}>
          {names.length > 0 && <span>{t("with", { names: names.join(t("comma")) })}</span>}
          <span className={styles.marks}>
            {instance.status === "running" && <DueMark {...deadlineOf(instance.now)} />}
            <StatusTag instance={instance} />
          </span>
        </span>
      </Link>
    </div>
  );
}
