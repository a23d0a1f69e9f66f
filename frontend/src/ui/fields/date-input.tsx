import { DatePicker, Input } from "antd";
import dayjs from "dayjs";
import type { DateField } from "@/lib/form-runtime/definition";
import { instantInZone } from "@/lib/formula/dates";
import { useLabel } from "@/lib/i18n";
import { usePhone } from "@/lib/use-media";
import styles from "./fields.module.css";
import { useFieldServices } from "./services";
import { controlOf, type InputProps } from "./types";
import { toWall } from "./date";

const DAY = "YYYY-MM-DD";

const MINUTE = "YYYY-MM-DD HH:mm";

function fromWall(text: string, withTime: boolean, zone: string): string | null {
  const at = dayjs(text.replace("T", " "), withTime ? MINUTE : DAY);
  if (!text || !at.isValid()) return null;
  if (!withTime) return at.format(DAY);
  const time = {
    year: at.year(),
    month: at.month() + 1,
    day: at.date(),
    hour: at.hour(),
    minute: at.minute(),
  };
  return new Date(instantInZone({ ...time, second: 0, ms: 0 }, zone).ms).toISOString();
}

export function DateInput(props: InputProps<DateField>) {
  const { field, onChange } = props;
  const { zone } = useFieldServices();
  const label = useLabel();
  const phone = usePhone();
  const withTime = field.type === "datetime";
  const wall = toWall(props.value, withTime, zone);
  const min = toWall(field.min, withTime, zone);
  const max = toWall(field.max, withTime, zone);
  const shared = controlOf(props);
  if (phone)
    return (
      <Input
        {...shared}
        type={withTime ? "datetime-local" : "date"}
        value={wall.replace(" ", "T")}
        min={min.replace(" ", "T") || undefined}
        max={max.replace(" ", "T") || undefined}
        onChange={(event) => onChange(fromWall(event.target.value, withTime, zone))}
      />
    );
  return (
    <DatePicker
      {...shared}
      className={styles.full}
      value={wall ? dayjs(wall, withTime ? MINUTE : DAY) : null}
      format={withTime ? MINUTE : [DAY, "YYYYMMDD", "YYYY/M/D", "YYYY.M.D"]}
      showTime={withTime ? { format: "HH:mm" } : false}
      minDate={min ? dayjs(min) : undefined}
      maxDate={max ? dayjs(max) : undefined}
      placeholder={label(field.placeholder) || (withTime ? MINUTE : DAY)}
      onChange={(next) => onChange(next ? fromWall(next.format(MINUTE), withTime, zone) : null)}
    />
  );
}
