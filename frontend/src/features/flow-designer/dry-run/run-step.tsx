/** One thing that would happen: when, where, to whom, and what would be written or sent. */
import { Bell, CircleAlert, Clock3, Database, Globe, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { useFlowDesigner } from "../model/context";
import type { SimulatedStep } from "../model/types";
import styles from "./dry-run.module.css";

interface Props {
  step: SimulatedStep;
  before: SimulatedStep | undefined;
  now: boolean;
}

function Detail({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.detail}>
      {icon}
      <div>{children}</div>
    </div>
  );
}

export function RunStep({ step, before, now }: Props) {
  const { t } = useTranslation("flowdesign");
  const { words, select } = useFlowDesigner();
  const locale = useLocale();
  const { timezone } = useMe();
  const { node, message, write, timer, call } = step;
  return (
    <li className={styles.step} data-now={now || undefined}>
      {(!before || before.at !== step.at) && (
        <p className={styles.clock}>
          <Clock3 size={12} aria-hidden />
          {formatInstant(step.at, locale, timezone)}
        </p>
      )}
      <button
        type="button"
        className={styles.stepText}
        disabled={!node}
        onClick={() => node && select({ kind: "node", id: node })}
      >
        {node && <strong>{words.label(step.label) || words.node(node)}</strong>}
        <span>{words.label(step.text)}</span>
      </button>
      {!!step.assignees?.length && (
        <Detail icon={<UserRound size={13} aria-hidden />}>
          {words.list(step.assignees.map((one) => one.name))}
        </Detail>
      )}
      {message && (
        <Detail icon={<Bell size={13} aria-hidden />}>
          <p>
            {words.list(message.channels.map((one) => t(`channel.${one}`, { defaultValue: one })))}
            {message.to.length > 0 && ` → ${words.list(message.to)}`}
          </p>
          <p className={styles.mail}>
            <strong>{message.title}</strong>
            {message.text}
          </p>
        </Detail>
      )}
      {write && (
        <Detail icon={<Database size={13} aria-hidden />}>
          {Object.entries(write.values).map(([field, value]) => (
            <p key={field}>
              {`${words.path(field, write.form ?? undefined)}: ${value === null ? t("dry.blank") : String(value)}`}
            </p>
          ))}
        </Detail>
      )}
      {timer && (
        <Detail icon={<Clock3 size={13} aria-hidden />}>{formatInstant(timer.due, locale, timezone)}</Detail>
      )}
      {call && <Detail icon={<Globe size={13} aria-hidden />}>{`${call.method} ${call.url}`}</Detail>}
      {step.error && <Detail icon={<CircleAlert size={13} aria-hidden />}>{words.label(step.error)}</Detail>}
    </li>
  );
}
