import { AlarmClock } from "lucide-react";
import { Input, Switch } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { ScheduleTrigger } from "@/lib/flow-design/definition";
import { Property } from "@/ui/property/property";
import { rhythmOf } from "@/lib/cron";
import { useFlowDesigner } from "../model/context";
import type { Words } from "../model/words";
import { ConditionProperty } from "../parts/condition-property";
import styles from "../parts/parts.module.css";
import { CronInput } from "@/ui/cron/cron-input";
import type { TriggerPanelProps, TriggerSpec } from "./kind";
import { MissedTimes } from "./parts";

function Panel({ trigger, patch }: TriggerPanelProps<ScheduleTrigger>) {
  const { t } = useTranslation("flowdesign");
  const ids = { zone: useId(), each: useId() };
  const { definition } = useFlowDesigner();
  const each = trigger.each !== undefined && trigger.each !== null;
  return (
    <>
      <CronInput value={trigger.cron} onChange={(cron) => patch({ cron })} />
      <Property label={t("trigger.timezone")} htmlFor={ids.zone}>
        <Input
          id={ids.zone}
          value={trigger.timezone ?? "Asia/Shanghai"}
          maxLength={64}
          onChange={(event) => patch({ timezone: event.target.value })}
        />
      </Property>
      {definition.form && (
        <div className={styles.row}>
          <label className={styles.grow} htmlFor={ids.each}>
            {t("trigger.each")}
          </label>
          <Switch
            id={ids.each}
            size="small"
            checked={each}
            onChange={(on) => patch({ each: on ? "TRUE" : null })}
          />
        </div>
      )}
      {each && (
        <ConditionProperty
          label={t("trigger.each_when")}
          help={t("trigger.each_help")}
          at={{ place: "trigger" }}
          value={trigger.each === "TRUE" ? "" : (trigger.each ?? "")}
          onChange={(text) => patch({ each: text === "" ? "TRUE" : text })}
        />
      )}
      <MissedTimes value={trigger.missed} onChange={(missed) => patch({ missed })} />
    </>
  );
}

export function rhythmText(cron: string, { t }: Words): string {
  const rhythm = rhythmOf(cron);
  if (!rhythm) return t("flowdesign:sentence.cron", { cron });
  if (rhythm.every === "hour") return t("flowdesign:sentence.every_hour", { minute: rhythm.minute });
  const day =
    rhythm.every === "week"
      ? t(`flowdesign:weekday.${rhythm.day}`)
      : rhythm.every === "month"
        ? rhythm.day
        : "";
  return t(`flowdesign:sentence.every_${rhythm.every}`, { time: rhythm.time, day });
}

export const schedule: TriggerSpec<ScheduleTrigger> = {
  icon: AlarmClock,
  needsForm: false,
  fresh: () => ({ on: "schedule", cron: "0 9 * * 1-5" }),
  sentence: (trigger, flow, words) => {
    const first = rhythmText(trigger.cron, words);
    if (trigger.each === undefined || trigger.each === null) return first;
    const when = trigger.each === "TRUE" ? "" : words.condition(trigger.each);
    const form = words.form(flow.form);
    return when
      ? words.t("flowdesign:sentence.for_each_when", { first, form, when })
      : words.t("flowdesign:sentence.for_each", { first, form });
  },
  Panel,
};
