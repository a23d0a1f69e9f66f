/** One control of the filter bar, by the type of its filter. */
import { DatePicker, Input, InputNumber, Select, Space } from "antd";
import dayjs from "dayjs";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import type { FilterView, Span } from "@/lib/report/filters";
import { isPreset, PRESETS, presetOf, spanOf, type PresetName } from "@/lib/report/spans";
import { DepartmentPicker } from "@/ui/department-picker";
import { PersonPicker } from "@/ui/person-picker";
import { RecordPicker } from "@/ui/record-picker";
import styles from "./filter-bar.module.css";

interface Props {
  app: string;
  filter: FilterView;
  name: string;
  value: unknown;
  onChange: (value: unknown) => void;
}

const DAY = "YYYY-MM-DD";

function DateRange({ name, value, onChange }: Omit<Props, "app" | "filter">) {
  const { t } = useTranslation("charts");
  const span = (value ?? null) as Span | null;
  const preset = presetOf(span);
  const [own, setOwn] = useState(preset === "own");
  const range =
    span && "last" in span ? null : (span as { start?: string | null; end?: string | null } | null);
  const shown = own ? "own" : preset;
  return (
    <Space.Compact>
      <Select<PresetName | "own">
        className={styles.period}
        aria-label={name}
        allowClear
        placeholder={t("filter.any_time")}
        value={shown ?? undefined}
        options={[...PRESETS, "own" as const].map((one) => ({ value: one, label: t(`span.${one}`) }))}
        onChange={(next?: PresetName | "own") => {
          setOwn(next === "own");
          if (next !== "own") onChange(next && isPreset(next) ? spanOf(next) : null);
        }}
      />
      {(own || preset === "own") && (
        <DatePicker.RangePicker
          aria-label={name}
          allowEmpty
          value={[range?.start ? dayjs(range.start) : null, range?.end ? dayjs(range.end) : null]}
          onChange={(days) =>
            onChange({ start: days?.[0]?.format(DAY) ?? null, end: days?.[1]?.format(DAY) ?? null })
          }
        />
      )}
    </Space.Compact>
  );
}

/** Typed text takes effect once it rests; a text set elsewhere (cleared) replaces it. */
function Typed({ name, value, onChange }: Omit<Props, "app" | "filter">) {
  const outside = typeof value === "string" ? value : "";
  const [text, setText] = useState(outside);
  const [known, setKnown] = useState(outside);
  const timer = useRef<number>(undefined);
  if (outside !== known) {
    setKnown(outside);
    setText(outside);
  }
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return (
    <Input
      className={styles.text}
      allowClear
      aria-label={name}
      value={text}
      onChange={({ target }) => {
        setText(target.value);
        window.clearTimeout(timer.current);
        timer.current = window.setTimeout(() => onChange(target.value || null), 400);
      }}
    />
  );
}

function Between({ name, value, onChange }: Omit<Props, "app" | "filter">) {
  const { t } = useTranslation("charts");
  const { min = null, max = null } = (value ?? {}) as { min?: number | null; max?: number | null };
  return (
    <Space.Compact>
      <InputNumber<number>
        className={styles.number}
        controls={false}
        changeOnWheel={false}
        placeholder={t("filter.min")}
        aria-label={t("filter.min_of", { name })}
        value={min}
        onChange={(next) => onChange({ min: next, max })}
      />
      <InputNumber<number>
        className={styles.number}
        controls={false}
        placeholder={t("filter.max")}
        aria-label={t("filter.max_of", { name })}
        value={max}
        onChange={(next) => onChange({ min, max: next })}
      />
    </Space.Compact>
  );
}

export function FilterControl({ app, filter, name, value, onChange }: Props) {
  const { t } = useTranslation("charts");
  const label = useLabel();
  const shared = { name, value, onChange };
  const list = Array.isArray(value) ? (value as string[]) : [];
  switch (filter.type) {
    case "date_range":
      return <DateRange {...shared} />;
    case "text":
      return <Typed {...shared} />;
    case "number":
      return <Between {...shared} />;
    case "input":
      return (
        <InputNumber<number>
          className={styles.number}
          aria-label={name}
          min={filter.min ?? undefined}
          max={filter.max ?? undefined}
          step={filter.step ?? 1}
          changeOnWheel={false}
          suffix={label(filter.unit) || undefined}
          value={typeof value === "number" ? value : null}
          onChange={onChange}
        />
      );
    case "person":
      return (
        <span className={styles.choice}>
          <PersonPicker
            many
            aria-label={name}
            placeholder={t("filter.all")}
            value={list}
            onChange={onChange}
          />
        </span>
      );
    case "department":
      return (
        <span className={styles.choice}>
          <DepartmentPicker
            many
            aria-label={name}
            placeholder={t("filter.all")}
            value={list}
            onChange={onChange}
          />
        </span>
      );
    case "link":
      return (
        <span className={styles.choice}>
          <RecordPicker
            app={app}
            form={filter.target ?? ""}
            name={name}
            placeholder={t("filter.all")}
            value={list}
            onChange={onChange}
          />
        </span>
      );
    case "boolean":
      return (
        <Select<string>
          className={styles.short}
          aria-label={name}
          allowClear
          placeholder={t("filter.all")}
          value={typeof value === "boolean" ? String(value) : undefined}
          options={[
            { value: "true", label: t("filter.yes") },
            { value: "false", label: t("filter.no") },
          ]}
          onChange={(next?: string) => onChange(next === undefined ? null : next === "true")}
        />
      );
    default:
      return (
        <Select<string[]>
          className={styles.choice}
          mode="multiple"
          maxTagCount="responsive"
          aria-label={name}
          allowClear
          placeholder={t("filter.all")}
          value={list}
          showSearch={{ optionFilterProp: "label" }}
          options={(filter.options ?? []).map((option) => ({
            value: String(option.value),
            label: label(option.label) || String(option.value),
          }))}
          onChange={onChange}
        />
      );
  }
}
