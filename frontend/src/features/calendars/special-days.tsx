/** A list of dates with their names. */
import { Button, DatePicker, Input } from "antd";
import dayjs from "dayjs";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import styles from "./calendars.module.css";
import { mergeDays, type SpecialDay } from "./types";

interface Props {
  label: string;
  value: SpecialDay[];
  onChange: (value: SpecialDay[]) => void;
}

export function SpecialDays({ label, value, onChange }: Props) {
  const { t } = useTranslation("calendars");
  const change = (at: number, patch: Partial<SpecialDay>) =>
    onChange(value.map((day, other) => (other === at ? { ...day, ...patch } : day)));
  const add = () => {
    const last = value.at(-1)?.date;
    const date = (last ? dayjs(last).add(1, "day") : dayjs()).format("YYYY-MM-DD");
    onChange(mergeDays(value, [{ date, name: "" }]));
  };
  return (
    <div className={styles.special}>
      {value.map((day, at) => (
        <div key={day.date} className={styles.specialDay}>
          <DatePicker
            size="small"
            allowClear={false}
            aria-label={t("date_of", { list: label, number: at + 1 })}
            value={dayjs(day.date)}
            onChange={(date) => date && change(at, { date: date.format("YYYY-MM-DD") })}
          />
          <Input
            size="small"
            maxLength={100}
            aria-label={t("name_of", { date: day.date })}
            value={day.name}
            onChange={(event) => change(at, { name: event.target.value })}
          />
          <Button
            type="text"
            size="small"
            icon={<X size={14} />}
            aria-label={t("remove_day", { date: day.date })}
            onClick={() => onChange(value.filter((_, other) => other !== at))}
          />
        </div>
      ))}
      <Button size="small" type="text" icon={<Plus size={14} />} onClick={add}>
        {t("add_day", { list: label })}
      </Button>
    </div>
  );
}
