import { InputNumber, Segmented, Select, TimePicker } from "antd";
import dayjs from "dayjs";
import { CalendarDays } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { DateTrigger } from "@/lib/flow-design/definition";
import { Property, Toggle } from "@/ui/property/property";
import { isMoment } from "../model/paths";
import { PathSelect } from "../parts/path-select";
import styles from "../parts/parts.module.css";
import type { TriggerPanelProps, TriggerSpec } from "./kind";
import { MissedTimes, When } from "./parts";

function Panel({ trigger, patch }: TriggerPanelProps<DateTrigger>) {
  const { t } = useTranslation("flowdesign");
  const offset = trigger.offset ?? 0;
  const way = offset < 0 ? "before" : offset > 0 ? "after" : "on";
  return (
    <>
      <Property label={t("trigger.date_field")}>
        <PathSelect
          label={t("trigger.date_field")}
          only={isMoment}
          value={trigger.field}
          onChange={(field) => patch({ field })}
        />
      </Property>
      <Property label={t("trigger.date_when")}>
        <div className={styles.stack}>
          <Segmented<"before" | "on" | "after">
            block
            aria-label={t("trigger.date_when")}
            value={way}
            options={[
              { value: "before", label: t("trigger.ways.before") },
              { value: "on", label: t("trigger.ways.on") },
              { value: "after", label: t("trigger.ways.after") },
            ]}
            onChange={(next) => {
              const days = Math.abs(offset) || 3;
              patch({ offset: next === "on" ? 0 : next === "before" ? -days : days });
            }}
          />
          {way !== "on" && (
            <div className={styles.row}>
              <InputNumber<number>
                aria-label={t("trigger.days")}
                min={1}
                max={3_660}
                precision={0}
                style={{ width: 96 }}
                value={Math.abs(offset)}
                onChange={(days) => patch({ offset: (days ?? 1) * Math.sign(offset) })}
              />
              <Select<"days" | "workdays">
                className={styles.grow}
                aria-label={t("trigger.day_kind")}
                value={trigger.business ? "workdays" : "days"}
                options={[
                  { value: "days", label: t("trigger.day_kinds.days") },
                  { value: "workdays", label: t("trigger.day_kinds.workdays") },
                ]}
                onChange={(kind) => patch({ business: kind === "workdays" || undefined })}
              />
            </div>
          )}
        </div>
      </Property>
      <Property label={t("trigger.at")}>
        <TimePicker
          aria-label={t("trigger.at")}
          className={styles.full}
          format="HH:mm"
          allowClear={false}
          needConfirm={false}
          value={dayjs(`2026-01-01T${trigger.at ?? "09:00"}`)}
          onChange={(time) => time && patch({ at: time.format("HH:mm") })}
        />
      </Property>
      <Toggle
        label={t("trigger.yearly")}
        help={t("trigger.yearly_help")}
        value={!!trigger.yearly}
        onChange={(yearly) => patch({ yearly: yearly || undefined })}
      />
      {trigger.yearly && (
        <Property label={t("trigger.leap")}>
          <Segmented<"02-28" | "03-01">
            block
            aria-label={t("trigger.leap")}
            value={trigger.leap ?? "02-28"}
            options={[
              { value: "02-28", label: t("trigger.leaps.before") },
              { value: "03-01", label: t("trigger.leaps.after") },
            ]}
            onChange={(leap) => patch({ leap })}
          />
        </Property>
      )}
      <When value={trigger.when} onChange={(when) => patch({ when })} />
      <MissedTimes value={trigger.missed} onChange={(missed) => patch({ missed })} />
    </>
  );
}

export const date: TriggerSpec<DateTrigger> = {
  icon: CalendarDays,
  needsForm: true,
  fresh: (_flow, words) => ({ on: "date", field: words.paths().find(isMoment)?.path ?? "created_at" }),
  sentence: (trigger, flow, { t, form, path, condition }) => {
    const offset = trigger.offset ?? 0;
    const way = offset < 0 ? "before" : offset > 0 ? "after" : "on";
    const days = t(trigger.business ? "flowdesign:sentence.workdays" : "flowdesign:sentence.days", {
      count: Math.abs(offset),
    });
    const first = t(`flowdesign:sentence.date_${way}`, {
      form: form(flow.form),
      field: path(trigger.field),
      days,
      at: trigger.at ?? "09:00",
      yearly: trigger.yearly ? t("flowdesign:sentence.yearly") : "",
    });
    const when = condition(trigger.when);
    return when ? t("flowdesign:sentence.and_when", { first, when }) : first;
  },
  Panel,
};
