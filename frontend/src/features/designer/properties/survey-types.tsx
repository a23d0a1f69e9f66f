/** Settings of rich text, time, duration, rating, slider and slider. */
import { Input, Segmented, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type {
  DurationField,
  RatingField,
  RichTextField,
  SliderField,
  TimeField,
} from "@/lib/form-runtime/definition";
import { NumberProperty, Pair, Property, Toggle } from "@/ui/property/property";
import { Ends, LabelProperty } from "./scale-ends";
import styles from "./properties.module.css";
import type { TypeProps } from "./use-field-patch";

export function RichTextProperties({ field, patch }: TypeProps<RichTextField>) {
  const { t } = useTranslation("designer");
  return (
    <Pair>
      <NumberProperty
        label={t("property.max_length")}
        min={1}
        max={200000}
        placeholder="20000"
        value={field.max_length}
        onChange={(max_length) => patch({ max_length })}
      />
      <NumberProperty
        label={t("property.rows")}
        min={2}
        max={40}
        value={field.rows}
        onChange={(rows) => patch({ rows })}
      />
    </Pair>
  );
}

export function TimeProperties({ field, patch }: TypeProps<TimeField>) {
  const { t } = useTranslation("designer");
  const ids = { min: useId(), max: useId() };
  return (
    <>
      <Pair>
        {(["min", "max"] as const).map((name) => (
          <Property key={name} label={t(`survey.time_${name}`)} htmlFor={ids[name]}>
            <Input
              id={ids[name]}
              type="time"
              value={field[name] ?? ""}
              onChange={(event) => patch({ [name]: event.target.value || undefined })}
            />
          </Property>
        ))}
      </Pair>
      <Toggle
        label={t("survey.seconds")}
        value={!!field.seconds}
        onChange={(on) => patch({ seconds: on || undefined })}
      />
    </>
  );
}

const DISPLAYS = ["units", "clock", "clock_seconds", "minutes", "hours"] as const;

export function DurationProperties({ field, patch }: TypeProps<DurationField>) {
  const { t } = useTranslation("designer");
  const id = useId();
  return (
    <Property label={t("property.display")} htmlFor={id}>
      <Select
        id={id}
        className={styles.full}
        aria-label={t("property.display")}
        value={field.display ?? "units"}
        options={DISPLAYS.map((value) => ({ value, label: t(`survey.duration.${value}`) }))}
        onChange={(display) => patch({ display })}
      />
    </Property>
  );
}

export function RatingProperties({ field, patch }: TypeProps<RatingField>) {
  const { t } = useTranslation("designer");
  const display = field.display ?? "stars";
  const nps = () => patch({ display: "scale", min: 0, max: 10 });
  return (
    <>
      <Property label={t("property.display")}>
        <Segmented
          block
          aria-label={t("property.display")}
          value={display}
          options={(["stars", "hearts", "thumbs", "scale"] as const).map((value) => ({
            value,
            label: t(`survey.rating.${value}`),
          }))}
          onChange={(next) =>
            next === "scale" ? nps() : patch({ display: next, min: undefined, max: undefined })
          }
        />
      </Property>
      <Pair>
        {display === "scale" && (
          <NumberProperty
            label={t("property.min")}
            min={0}
            max={1}
            value={field.min ?? 1}
            onChange={(min) => patch({ min: min ?? 0 })}
          />
        )}
        <NumberProperty
          label={t("property.max")}
          min={2}
          max={10}
          value={field.max ?? 5}
          onChange={(max) => patch({ max })}
        />
      </Pair>
      {display === "scale" && <Ends field={field} patch={patch} />}
    </>
  );
}

export function SliderProperties({ field, patch }: TypeProps<SliderField>) {
  const { t } = useTranslation("designer");
  const precision = field.decimals ?? 0;
  return (
    <>
      <Pair>
        <NumberProperty
          label={t("property.min")}
          precision={precision}
          value={field.min ?? 0}
          onChange={(min) => patch({ min: min ?? 0 })}
        />
        <NumberProperty
          label={t("property.max")}
          precision={precision}
          value={field.max ?? 100}
          onChange={(max) => patch({ max: max ?? 100 })}
        />
      </Pair>
      <Pair>
        <NumberProperty
          label={t("survey.step")}
          precision={precision}
          value={field.step ?? 1}
          onChange={(step) => patch({ step: step ?? 1 })}
        />
        <NumberProperty
          label={t("property.decimals")}
          min={0}
          max={6}
          value={precision}
          onChange={(decimals) => patch({ decimals: decimals ?? 0 })}
        />
      </Pair>
      <LabelProperty name={t("property.unit")} value={field.unit} onChange={(unit) => patch({ unit })} />
    </>
  );
}
