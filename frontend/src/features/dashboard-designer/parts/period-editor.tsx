/** Which time a tile is about: of which date, and which span of it. */
import { DatePicker, Select } from "antd";
import dayjs from "dayjs";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Period } from "@/lib/report/definition";
import { isPreset, PRESETS, presetOf, spanOf, type PresetName } from "@/lib/report/spans";
import type { ReportField } from "@/lib/report/queries";
import { Property } from "@/ui/property/property";
import { FieldSelect } from "./field-select";
import styles from "./parts.module.css";

interface Props {
  fields: readonly ReportField[];
  value: Period | null;
  onChange: (period: Period | null) => void;
}

const DAY = "YYYY-MM-DD";

export function PeriodEditor({ fields, value, onChange }: Props) {
  const { t } = useTranslation("dashdesign");
  const id = useId();
  const span = value?.last
    ? { last: value.last, unit: value.unit!, current: value.current ?? true }
    : value && { start: value.start, end: value.end };
  const preset = presetOf(span as Parameters<typeof presetOf>[0]);
  const [own, setOwn] = useState(preset === "own" && !value?.last);
  const times = fields.filter((field) => field.time);
  const field = value?.field ?? times.find((one) => one.path === "created_at")?.path ?? times[0]?.path;
  if (!field) return null;
  const choose = (name: PresetName | "own" | undefined): void => {
    setOwn(name === "own");
    if (!name) onChange(null);
    else if (isPreset(name)) onChange({ field, ...spanOf(name) } as Period);
  };
  return (
    <>
      <div className={styles.pair}>
        <Property label={t("period.span")} htmlFor={id}>
          <Select<PresetName | "own">
            id={id}
            className={styles.full}
            allowClear
            placeholder={t("period.all")}
            value={own ? "own" : (preset ?? undefined)}
            options={[...PRESETS, "own" as const].map((one) => ({
              value: one,
              label: t(`charts:span.${one}`),
            }))}
            onChange={choose}
          />
        </Property>
        <Property label={t("period.field")}>
          <FieldSelect
            label={t("period.field")}
            fields={fields}
            value={field}
            only={(one) => one.time}
            onChange={(next) => value && onChange({ ...value, field: next.path })}
          />
        </Property>
      </div>
      {own && (
        <DatePicker.RangePicker
          aria-label={t("period.span")}
          allowEmpty
          value={[value?.start ? dayjs(value.start) : null, value?.end ? dayjs(value.end) : null]}
          onChange={(days) => {
            const start = days?.[0]?.format(DAY) ?? null;
            const end = days?.[1]?.format(DAY) ?? null;
            onChange(start || end ? { field, start, end } : null);
          }}
        />
      )}
    </>
  );
}
