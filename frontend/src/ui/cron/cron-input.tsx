/** When the clock starts the flow: chosen, or as a cron line. */
import { Input, InputNumber, Select, TimePicker } from "antd";
import dayjs from "dayjs";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Property } from "@/ui/property/property";
import { cronOf, rhythmOf, type Rhythm } from "@/lib/cron";
import styles from "./cron.module.css";

const EVERY = ["hour", "day", "workday", "week", "month"] as const;
const DAYS = [1, 2, 3, 4, 5, 6, 0] as const;

function change(rhythm: Rhythm, every: Rhythm["every"]): Rhythm {
  const time = "time" in rhythm ? rhythm.time : "09:00";
  if (every === "hour") return { every, minute: 0 };
  if (every === "week") return { every, time, day: 1 };
  return every === "month" ? { every, time, day: 1 } : { every, time };
}

export function CronInput({ value, onChange }: { value: string; onChange: (cron: string) => void }) {
  const { t } = useTranslation("cron");
  const id = useId();
  const rhythm = rhythmOf(value);
  const [byHand, setByHand] = useState(rhythm === null);
  const [text, setText] = useState(value);
  const put = (next: Rhythm) => onChange(cronOf(next));
  return (
    <Property label={t("every")} htmlFor={id} help={byHand ? t("help") : undefined}>
      <div className={styles.stack}>
        <Select<Rhythm["every"] | "other">
          id={id}
          value={byHand || !rhythm ? "other" : rhythm.every}
          options={[...EVERY, "other" as const].map((every) => ({
            value: every,
            label: t(`everies.${every}`),
          }))}
          onChange={(every) => {
            setByHand(every === "other");
            setText(value);
            if (every !== "other") put(change(rhythm ?? { every: "day", time: "09:00" }, every));
          }}
        />
        {byHand || !rhythm ? (
          <Input
            className="dg-mono"
            aria-label={t("line")}
            value={text}
            maxLength={120}
            onChange={(event) => {
              setText(event.target.value);
              if (event.target.value.trim().length >= 9) onChange(event.target.value.trim());
            }}
          />
        ) : (
          <div className={styles.row}>
            {rhythm.every === "week" && (
              <Select
                className={styles.grow}
                aria-label={t("weekday_name")}
                value={rhythm.day}
                options={DAYS.map((day) => ({ value: day as number, label: t(`weekday.${day}`) }))}
                onChange={(day) => put({ ...rhythm, day })}
              />
            )}
            {rhythm.every === "month" && (
              <Whole
                name={t("day")}
                from={1}
                to={31}
                value={rhythm.day}
                onChange={(day) => put({ ...rhythm, day })}
              />
            )}
            {rhythm.every === "hour" ? (
              <Whole
                name={t("minute")}
                from={0}
                to={59}
                value={rhythm.minute}
                onChange={(minute) => put({ every: "hour", minute })}
              />
            ) : (
              <TimePicker
                aria-label={t("at")}
                format="HH:mm"
                allowClear={false}
                needConfirm={false}
                value={dayjs(`2026-01-01T${rhythm.time}`)}
                onChange={(time) => time && put({ ...rhythm, time: time.format("HH:mm") })}
              />
            )}
          </div>
        )}
      </div>
    </Property>
  );
}

interface WholeProps {
  name: string;
  from: number;
  to: number;
  value: number;
  onChange: (value: number) => void;
}

function Whole({ name, from, to, value, onChange }: WholeProps) {
  return (
    <InputNumber<number>
      aria-label={name}
      suffix={name}
      min={from}
      max={to}
      precision={0}
      value={value}
      onChange={(next) => onChange(next ?? from)}
    />
  );
}
