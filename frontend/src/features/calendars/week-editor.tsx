/** Seven days, each with its slots. */
import { Button, TimePicker } from "antd";
import dayjs from "dayjs";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import styles from "./calendars.module.css";
import { DAYS, type Span } from "./types";

interface Props {
  value: Record<string, Span[]>;
  onChange: (value: Record<string, Span[]>) => void;
}

const time = (text: string) => dayjs(`2026-01-01T${text === "24:00" ? "23:59" : text}`);

export function WeekEditor({ value, onChange }: Props) {
  const { t } = useTranslation("calendars");
  const put = (day: string, spans: Span[]) => onChange({ ...value, [day]: spans });
  return (
    <ul className={styles.week}>
      {DAYS.map((day) => {
        const spans = value[day] ?? [];
        const name = t(`day.${day}`);
        return (
          <li key={day}>
            <strong>{name}</strong>
            <div className={styles.spans}>
              {spans.length === 0 && <span className={styles.faint}>{t("free")}</span>}
              {spans.map((span, at) => (
                <span key={at} className={styles.span}>
                  <TimePicker.RangePicker
                    size="small"
                    format="HH:mm"
                    minuteStep={5}
                    allowClear={false}
                    needConfirm={false}
                    aria-label={t("slot", { day: name, number: at + 1 })}
                    value={[time(span[0]), time(span[1])]}
                    onChange={(range) => {
                      if (!range?.[0] || !range[1]) return;
                      const next: Span = [range[0].format("HH:mm"), range[1].format("HH:mm")];
                      put(
                        day,
                        spans.map((one, other) => (other === at ? next : one)),
                      );
                    }}
                  />
                  <Button
                    type="text"
                    size="small"
                    icon={<X size={14} />}
                    aria-label={t("remove_slot", { day: name, number: at + 1 })}
                    onClick={() =>
                      put(
                        day,
                        spans.filter((_, other) => other !== at),
                      )
                    }
                  />
                </span>
              ))}
            </div>
            <Button
              type="text"
              size="small"
              icon={<Plus size={14} />}
              aria-label={t("add_slot", { day: name })}
              onClick={() =>
                put(day, [...spans, spans.length === 0 ? ["09:00", "12:00"] : ["13:00", "18:00"]])
              }
            />
          </li>
        );
      })}
    </ul>
  );
}
