/** «8 working hours»: an amount, a unit, and whether only working time counts. */
import { InputNumber, Select, Space } from "antd";
import { useTranslation } from "react-i18next";
import { durationText, parseDuration, UNITS, type Duration } from "../model/durations";
import styles from "./parts.module.css";

interface Props {
  id?: string;
  label: string;
  value: string | null | undefined;
  onChange: (value: string) => void;
}

export function DurationInput({ id, label, value, onChange }: Props) {
  const { t } = useTranslation("flowdesign");
  const now: Duration = parseDuration(value ?? "") ?? { amount: 1, unit: "day", business: false };
  const put = (patch: Partial<Duration>) => onChange(durationText({ ...now, ...patch }));
  return (
    <Space.Compact block>
      <InputNumber<number>
        id={id}
        aria-label={label}
        min={0}
        max={999_999}
        precision={2}
        formatter={(number) => String(number ?? "")}
        controls={false}
        style={{ width: 88 }}
        value={now.amount}
        onChange={(amount) => amount !== null && put({ amount })}
      />
      <Select<string>
        className={styles.grow}
        aria-label={t("duration.unit", { name: label })}
        value={`${now.business ? "business_" : ""}${now.unit}`}
        options={UNITS.flatMap((unit) =>
          unit === "week"
            ? [{ value: unit, label: t(`unit.${unit}`) }]
            : [
                { value: unit, label: t(`unit.${unit}`) },
                { value: `business_${unit}`, label: t(`unit.business_${unit}`) },
              ],
        )}
        onChange={(chosen) =>
          put({
            business: chosen.startsWith("business_"),
            unit: chosen.replace("business_", "") as Duration["unit"],
          })
        }
      />
    </Space.Compact>
  );
}
