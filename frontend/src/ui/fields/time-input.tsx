import { Input, TimePicker } from "antd";
import dayjs from "dayjs";
import type { TimeField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { usePhone } from "@/lib/use-media";
import styles from "./fields.module.css";
import { controlOf, type InputProps } from "./types";

const DAY = "2000-01-01";

export function TimeInput(props: InputProps<TimeField>) {
  const { field, onChange } = props;
  const label = useLabel();
  const phone = usePhone();
  const format = field.seconds ? "HH:mm:ss" : "HH:mm";
  const value = typeof props.value === "string" ? props.value : "";
  const shared = controlOf(props);
  if (phone)
    return (
      <Input
        {...shared}
        type="time"
        step={field.seconds ? 1 : 60}
        value={value}
        onChange={(event) => {
          const text = event.target.value;
          onChange(text ? (field.seconds && text.length === 5 ? `${text}:00` : text) : null);
        }}
      />
    );
  return (
    <TimePicker
      {...shared}
      className={styles.full}
      value={value ? dayjs(`${DAY} ${value}`) : null}
      format={format}
      minuteStep={5}
      needConfirm={false}
      changeOnScroll
      placeholder={label(field.placeholder) || format}
      onChange={(next) => onChange(next ? next.format(format) : null)}
    />
  );
}
