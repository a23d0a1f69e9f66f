/** Around an alert's condition: when it is calm again, and the base below which it is silent. */
import { Checkbox, Input, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Alert, Measure } from "@/lib/report/definition";
import { Property } from "@/ui/property/property";
import styles from "../deliveries/sending.module.css";
import { useMeasureName } from "../parts/measure-name";
import { backOf, chosenOf, fromPercent, textOf, toPercent, type Chosen } from "./condition-text";

/** A bound in the unit that the measure is shown in. */
export function Bound({
  label,
  percent,
  value,
  onChange,
}: {
  label: string;
  percent: boolean;
  value: number;
  onChange: (value: number) => void;
}) {
  return (
    <InputNumber<number>
      aria-label={label}
      style={{ width: 140 }}
      controls={false}
      changeOnWheel={false}
      suffix={percent ? "%" : undefined}
      value={percent ? toPercent(value) : value}
      onChange={(next) => next !== null && onChange(percent ? fromPercent(next) : next)}
    />
  );
}

interface PartProps {
  alert: Alert;
  problemOf: (field: string) => string | null;
  onChange: (change: Partial<Alert>) => void;
}

/** The reset bound: between the two nothing happens, so a value that swings rings once. */
export function Calm({
  alert,
  chosen,
  isPercent,
  problemOf,
  onChange,
}: PartProps & { chosen: Chosen | null; isPercent: (measure: string) => boolean }) {
  const { t } = useTranslation("deliveries");
  const calm = alert.calm ?? null;
  const parsed = calm === null ? null : chosenOf(calm);
  const simple = chosen !== null && (calm === null || parsed !== null);
  return (
    <Property label={t("alert.calm")} help={t("alert.calm_help")} problem={problemOf("calm")}>
      <div className={styles.row}>
        <Checkbox
          checked={calm !== null}
          onChange={(event) =>
            onChange({
              calm: event.target.checked
                ? chosen
                  ? textOf({ ...chosen, operator: backOf(chosen.operator) })
                  : `not (${alert.when})`
                : null,
            })
          }
        >
          {t("alert.calm_own")}
        </Checkbox>
        {calm !== null && simple && parsed && (
          <>
            <span>{t(`alert.${parsed.kind}s.${parsed.operator}`)}</span>
            <Bound
              label={t("alert.calm")}
              percent={parsed.kind === "change" || isPercent(parsed.measure)}
              value={parsed.number}
              onChange={(number) => onChange({ calm: textOf({ ...parsed, number }) })}
            />
          </>
        )}
        {calm !== null && !simple && (
          <Input
            className="dg-mono"
            aria-label={t("alert.calm")}
            value={calm}
            maxLength={2000}
            onChange={(event) => onChange({ calm: event.target.value })}
          />
        )}
      </div>
    </Property>
  );
}

/** A rate of three out of four is no news: below this base the alert is silent. */
export function Base({ alert, measures, problemOf, onChange }: PartProps & { measures: Measure[] }) {
  const { t } = useTranslation("deliveries");
  const nameOf = useMeasureName();
  const text = alert.minimum ?? null;
  const parsed = text === null ? null : chosenOf(text);
  const plain = parsed?.kind === "value" ? parsed : null;
  const first = measures.find((one) => one.fn === "count")?.key ?? measures[0]?.key ?? "n";
  return (
    <Property label={t("alert.base")} help={t("alert.base_help")} problem={problemOf("minimum")}>
      <div className={styles.row}>
        <Checkbox
          checked={text !== null}
          onChange={(event) => onChange({ minimum: event.target.checked ? `${first} >= 10` : null })}
        >
          {t("alert.base_own")}
        </Checkbox>
        {plain && (
          <>
            <Select<string>
              aria-label={t("alert.base_measure")}
              style={{ minWidth: 120 }}
              value={plain.measure}
              options={measures.map((one) => ({ value: one.key, label: nameOf(one) }))}
              onChange={(measure) => onChange({ minimum: textOf({ ...plain, measure }) })}
            />
            <span>{t(`alert.values.${plain.operator}`)}</span>
            <Bound
              label={t("alert.base")}
              percent={false}
              value={plain.number}
              onChange={(number) => onChange({ minimum: textOf({ ...plain, number }) })}
            />
          </>
        )}
        {text !== null && !plain && (
          <Input
            className="dg-mono"
            aria-label={t("alert.base")}
            value={text}
            maxLength={2000}
            onChange={(event) => onChange({ minimum: event.target.value })}
          />
        )}
      </div>
    </Property>
  );
}
