/** One thing that would happen: when, where, to whom, and what would be written or sent. */
import { Bell, CircleAlert, Clock3, Database, Globe, Info, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { useFlowDesigner } from "../model/context";
import type { RunAct } from "../model/run-acts";
import styles from "./dry-run.module.css";

interface Props {
  act: RunAct;
  before: RunAct | undefined;
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

export function RunStep({ act, before, now }: Props) {
  const { t } = useTranslation("flowdesign");
  const { words } = useFlowDesigner();
  const locale = useLocale();
  const { timezone } = useMe();
  const outcome =
    act.outcome && act.outcome !== "done" ? t(`outcome.${act.outcome}`, { defaultValue: "" }) : "";
  return (
    <li className={styles.step} data-now={now || undefined}>
      {(!before || before.at !== act.at) && (
        <p className={styles.clock}>
          <Clock3 size={12} aria-hidden />
          {formatInstant(act.at, locale, timezone)}
        </p>
      )}
      <p className={styles.stepText}>
        <strong>{act.node ? words.node(act.node) : t(act.outcome ? "dry.over" : "flow.title")}</strong>
        {outcome && <span>{outcome}</span>}
      </p>
      {act.people.length > 0 && (
        <Detail icon={<UserRound size={13} aria-hidden />}>
          {words.list(act.people.map((one) => one.name))}
        </Detail>
      )}
      {act.decisions.map((one, at) => (
        <Detail key={at} icon={<UserRound size={13} aria-hidden />}>
          {t("dry.decided", { name: one.name, verb: t(`verb.${one.verb}`, { defaultValue: one.verb }) })}
        </Detail>
      ))}
      {act.messages.map((one, at) => (
        <Detail key={at} icon={<Bell size={13} aria-hidden />}>
          <p>
            {words.list(one.channels.map((channel) => t(`channel.${channel}`, { defaultValue: channel })))}
            {one.to.length > 0 && ` → ${words.list(one.to.map((person) => person.name))}`}
          </p>
          <p className={styles.mail}>
            <strong>{one.title}</strong>
            {one.text}
          </p>
          {one.attach && one.attach.length > 0 && (
            <p>{t("dry.attached", { names: words.list(one.attach) })}</p>
          )}
        </Detail>
      ))}
      <Details act={act} />
      {act.timers.map((one, at) => (
        <Detail key={at} icon={<Clock3 size={13} aria-hidden />}>
          {t(one.deadline ? "dry.deadline" : "dry.timer", { at: formatInstant(one.due, locale, timezone) })}
          {one.text && ` · ${one.text}`}
        </Detail>
      ))}
      {act.errors.map((text, at) => (
        <Detail key={at} icon={<CircleAlert size={13} aria-hidden />}>
          <span className={styles.error}>{text}</span>
        </Detail>
      ))}
    </li>
  );
}

/** What would be written, called, found. */
function Details({ act }: { act: RunAct }) {
  const { t } = useTranslation("flowdesign");
  const { words } = useFlowDesigner();
  const shown = (value: unknown): string =>
    value === null || value === undefined || value === "" ? t("dry.blank") : String(value);
  return (
    <>
      {act.writes.map((one, at) => (
        <Detail key={at} icon={<Database size={13} aria-hidden />}>
          <p>{t(`dry.write.${one.op}`, { form: words.form(one.form, one.app), defaultValue: "" })}</p>
          {Object.entries(one.values).map(([field, value]) => (
            <p key={field}>{`${words.path(field, one.form ?? undefined, one.app)}: ${shown(value)}`}</p>
          ))}
        </Detail>
      ))}
      {act.calls.map((one, at) => (
        <Detail key={at} icon={<Globe size={13} aria-hidden />}>
          {one.url ? `${one.method ?? ""} ${one.url}` : t("drawing:type.script")}
        </Detail>
      ))}
      {act.notes.map((one, at) => (
        <Detail key={at} icon={<Info size={13} aria-hidden />}>
          {t(`dry.note.${one.event}`, { text: one.text })}
        </Detail>
      ))}
    </>
  );
}
