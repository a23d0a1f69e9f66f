import { Checkbox } from "antd";
import { BellRing, CornerDownRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatAgo } from "@/lib/dates";
import type { TaskRow } from "@/lib/flow/types";
import { useLocale } from "@/lib/i18n";
import { DueMark } from "@/ui/flow/due-mark";
import styles from "./lines.module.css";

interface Props {
  task: TaskRow;
  to: string;
  open: boolean;
  ticked: boolean;
  onTick: (() => void) | null;
  /** Room for a tick, also where there is none: names stand below each other. */
  room: boolean;
}

/** One to-do: what it is about, which step of which flow, from whom, and how much it presses. */
export function TaskLine({ task, to, open, ticked, onTick, room }: Props) {
  const { t } = useTranslation("inbox");
  const locale = useLocale();
  const over = task.status !== "open";
  const unread = task.kind === "cc" && !over;
  const name = task.title || task.record?.title || task.flow.label;
  const when = formatAgo(over ? task.closed_at : task.opened_at, locale);
  return (
    <div className={styles.line} data-room={room || undefined}>
      {onTick && (
        <Checkbox
          className={styles.tick}
          checked={ticked}
          aria-label={t("select", { name })}
          onChange={onTick}
        />
      )}
      <Link to={to} className={styles.card} aria-current={open ? "true" : undefined}>
        <span className={styles.cardTop}>
          {unread && <span className={styles.dot} role="img" aria-label={t("unread")} />}
          <span className={styles.name}>{name}</span>
          <span className={styles.when}>{when}</span>
        </span>
        <span className={styles.facts}>
          <span className={styles.step}>
            {task.node.label || t(`kind.${task.kind}`)} · {task.flow.label}
          </span>
        </span>
        <span className={styles.facts}>
          {task.initiator && <span>{t("by", { name: task.initiator.name })}</span>}
          {task.from && (
            <span className={styles.passed}>
              <CornerDownRight size={14} aria-hidden />
              {t("from", { name: task.from.name })}
            </span>
          )}
          {task.standing_in && <span>{t("standing_in", { name: task.standing_in.name })}</span>}
          <span className={styles.marks}>
            {task.urged_at && !over && (
              <span className={styles.urged}>
                <BellRing size={14} aria-hidden />
                {t("urged")}
              </span>
            )}
            {task.waiting && !over && <span className={styles.tag}>{t("waiting")}</span>}
            {over ? (
              <span className={styles.tag} data-status={task.status}>
                {t(`status.${task.status}`)}
              </span>
            ) : (
              <DueMark dueAt={task.due_at} paused={task.paused} />
            )}
          </span>
        </span>
      </Link>
    </div>
  );
}
