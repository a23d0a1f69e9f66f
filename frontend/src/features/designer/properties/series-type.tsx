/** A serial number, part by part, with what the next one would look like. */
import { Button, Dropdown, Input, InputNumber, Select } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { SeriesField, SeriesPart } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { Property } from "@/ui/property/property";
import { useDesigner } from "../model/context";
import styles from "./properties.module.css";
import type { TypeProps } from "./use-field-patch";

const RESETS = ["never", "year", "quarter", "month", "week", "day"] as const;
const DATES = [
  "yyyyMMdd",
  "yyyyMM",
  "yyyy",
  "yyMM",
  "yyyy-MM-dd",
  "yyyyQ",
  "GGGGww",
  "yyyyDDD",
  "yyyyMMddHHmm",
];
const SIGNS = ["mixed", "digits", "letters"] as const;
const SAMPLE = { mixed: "K7QX4M2WH9TR3VBD", digits: "7402918356471820", letters: "KTQXHMAWRDPRLVBD" };

const DAY = 86_400_000;
const dayOfYear = (day: Date): number =>
  Math.round(
    (Date.UTC(day.getFullYear(), day.getMonth(), day.getDate()) - Date.UTC(day.getFullYear(), 0)) / DAY,
  ) + 1;

/** The ISO week belongs to the year of its Thursday. */
function isoWeek(day: Date): { year: number; week: number } {
  const thursday = new Date(day.getFullYear(), day.getMonth(), day.getDate() + 4 - (day.getDay() || 7));
  return { year: thursday.getFullYear(), week: Math.ceil(dayOfYear(thursday) / 7) };
}

function shown(part: SeriesPart): string {
  if ("text" in part) return part.text;
  if ("counter" in part) return String(part.start ?? 1).padStart(part.counter, "0");
  if ("field" in part) return `‹${part.field}›`;
  if ("random" in part) return SAMPLE[part.of ?? "mixed"].slice(0, part.random);
  const now = new Date();
  const pad = (value: number) => String(value).padStart(2, "0");
  const parts: Record<string, string> = {
    yyyy: String(now.getFullYear()),
    yy: pad(now.getFullYear() % 100),
    MM: pad(now.getMonth() + 1),
    dd: pad(now.getDate()),
    HH: pad(now.getHours()),
    mm: pad(now.getMinutes()),
    ss: pad(now.getSeconds()),
    Q: String(Math.floor(now.getMonth() / 3) + 1),
    GGGG: String(isoWeek(now).year),
    ww: pad(isoWeek(now).week),
    DDD: String(dayOfYear(now)).padStart(3, "0"),
  };
  return part.date.replace(/yyyy|yy|GGGG|MM|DDD|dd|HH|mm|ss|ww|Q/g, (token) => parts[token]!);
}

/** Whether random signs alone tell records apart, as the server asks for: at least 100 million values. */
function enoughRandom(parts: SeriesPart[]): boolean {
  const signs = { mixed: 32, digits: 10, letters: 24 };
  const values = parts.map((part) => ("random" in part ? signs[part.of ?? "mixed"] ** part.random : 1));
  return values.reduce((product, each) => product * each, 1) >= 1e8;
}

export function SeriesProperties({ field, patch }: TypeProps<SeriesField>) {
  const { t } = useTranslation("designer");
  const { parts } = field;
  const put = (next: SeriesPart[]) => patch({ parts: next });
  const change = (at: number, part: SeriesPart) =>
    put(parts.map((each, place) => (place === at ? part : each)));
  const add = (part: SeriesPart) => {
    // The counter stays last, where people look for it.
    const counter = parts.findIndex((each) => "counter" in each);
    const at = counter === parts.length - 1 ? counter : parts.length;
    put([...parts.slice(0, at), part, ...parts.slice(at)]);
  };
  return (
    <Property label={t("property.parts")}>
      <div className={styles.parts}>
        {parts.map((part, at) => (
          <div key={at} className={styles.part}>
            <PartEditor part={part} onChange={(next) => change(at, next)} />
            {(!("counter" in part) || enoughRandom(parts)) && (
              <Button
                type="text"
                size="small"
                icon={<Trash2 size={14} />}
                aria-label={t("property.remove_part", { number: at + 1 })}
                onClick={() => put(parts.filter((_, place) => place !== at))}
              />
            )}
          </div>
        ))}
        <Dropdown
          trigger={["click"]}
          menu={{
            items: [
              { key: "text", label: t("series.text"), onClick: () => add({ text: "-" }) },
              { key: "date", label: t("series.date"), onClick: () => add({ date: "yyyyMM" }) },
              { key: "field", label: t("series.field"), onClick: () => add({ field: "" }) },
              { key: "random", label: t("series.random"), onClick: () => add({ random: 6 }) },
              ...(parts.some((each) => "counter" in each)
                ? []
                : [{ key: "counter", label: t("series.counter"), onClick: () => add({ counter: 4 }) }]),
            ],
          }}
        >
          <Button size="small" icon={<Plus size={14} />}>
            {t("property.add_part")}
          </Button>
        </Dropdown>
        <p className={`${styles.preview} dg-mono`}>{parts.map(shown).join("")}</p>
      </div>
    </Property>
  );
}

function PartEditor({ part, onChange }: { part: SeriesPart; onChange: (part: SeriesPart) => void }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const { definition } = useDesigner();
  if ("text" in part)
    return (
      <Input
        value={part.text}
        maxLength={30}
        prefix={<span className={styles.faint}>{t("series.text")}</span>}
        aria-label={t("series.text")}
        onChange={(event) => onChange({ text: event.target.value })}
      />
    );
  if ("date" in part)
    return (
      <Select
        className={styles.full}
        value={part.date}
        aria-label={t("series.date")}
        options={DATES.map((date) => ({ value: date, label: `${t("series.date")} ${date}` }))}
        onChange={(date: string) => onChange({ date })}
      />
    );
  if ("field" in part) {
    const fields = definition.fields.filter((field) =>
      ["select", "text", "department", "link"].includes(field.type),
    );
    return (
      <Select
        className={styles.full}
        value={part.field || undefined}
        placeholder={t("series.field")}
        aria-label={t("series.field")}
        options={fields.map((field) => ({ value: field.key, label: label(field.label) }))}
        onChange={(field: string) => onChange({ field })}
      />
    );
  }
  if ("random" in part)
    return (
      <>
        <InputNumber<number>
          style={{ width: 108 }}
          min={2}
          max={16}
          value={part.random}
          suffix={t("series.digits")}
          controls={false}
          aria-label={t("series.random")}
          onChange={(random) => onChange({ ...part, random: random ?? 6 })}
        />
        <Select
          className={styles.full}
          value={part.of ?? "mixed"}
          aria-label={t("series.random")}
          options={SIGNS.map((of) => ({ value: of, label: t(`series.random_${of}`) }))}
          onChange={(of) => onChange({ ...part, of })}
        />
      </>
    );
  return (
    <>
      <InputNumber<number>
        style={{ width: 108 }}
        min={1}
        max={12}
        value={part.counter}
        suffix={t("series.digits")}
        controls={false}
        aria-label={t("series.counter")}
        onChange={(counter) => onChange({ ...part, counter: counter ?? 4 })}
      />
      <Select
        className={styles.full}
        value={part.reset ?? "never"}
        aria-label={t("series.reset")}
        options={RESETS.map((reset) => ({ value: reset, label: t(`series.reset_${reset}`) }))}
        onChange={(reset) => onChange({ ...part, reset })}
      />
    </>
  );
}
