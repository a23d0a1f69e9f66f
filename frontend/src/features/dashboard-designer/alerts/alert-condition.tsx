/** When an alert rings: a measure against a number or against another time; else a formula. And when it is calm again. */
import { Input, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Alert, Measure, Tile } from "@/lib/report/definition";
import { Property } from "@/ui/property/property";
import styles from "../deliveries/sending.module.css";
import { useMeasureName } from "../parts/measure-name";
import { Base, Bound, Calm } from "./alert-bounds";
import { chosenOf, OPERATORS, textOf, type Chosen, type Operator } from "./condition-text";

interface Props {
  tile: Tile;
  alert: Alert;
  problemOf: (field: string) => string | null;
  onChange: (change: Partial<Alert>) => void;
}

export function AlertCondition({ tile, alert, problemOf, onChange }: Props) {
  const { t } = useTranslation("deliveries");
  const nameOf = useMeasureName();
  const chosen = chosenOf(alert.when);
  const [byHand, setByHand] = useState(chosen === null);
  const measures = tile.query?.measures ?? [];
  const compares = tile.query?.compare ?? [];
  const kind = byHand || !chosen ? "formula" : chosen.kind;
  const first = measures[0]?.key ?? "n";
  const setKind = (next: "value" | "change" | "formula"): void => {
    setByHand(next === "formula");
    if (next === "formula") return;
    const measure = chosen?.measure ?? first;
    const when: Chosen =
      next === "value"
        ? { kind: "value", measure, operator: ">", number: 0 }
        : { kind: "change", measure, compare: compares[0]?.key ?? "", operator: "<", number: -0.1 };
    onChange({ when: textOf(when), calm: null });
  };
  const isPercent = (key: string): boolean => formatOf(measures, key) === "percent";
  return (
    <>
      <div className={styles.wide}>
        <Property
          label={t("alert.when")}
          problem={alert.when.trim() === "" ? t("alert.when_required") : problemOf("when")}
        >
          <div className={styles.row}>
            <Segmented<"value" | "change" | "formula">
              aria-label={t("alert.kind")}
              value={kind}
              options={[
                { value: "value", label: t("alert.value") },
                {
                  value: "change",
                  label: t("alert.change"),
                  disabled: compares.length === 0,
                  title: compares.length === 0 ? t("alert.no_compare") : undefined,
                },
                { value: "formula", label: t("alert.formula") },
              ]}
              onChange={setKind}
            />
            {chosen && !byHand ? (
              <ChosenWhen
                chosen={chosen}
                measures={measures.map((one) => ({ value: one.key, label: nameOf(one) }))}
                percent={chosen.kind === "change" || isPercent(chosen.measure)}
                onChange={(next) => onChange({ when: textOf(next), calm: null })}
              />
            ) : (
              <Input
                className="dg-mono"
                style={{ flex: 1, minWidth: 240 }}
                aria-label={t("alert.when")}
                placeholder={`${first} > 100`}
                value={alert.when}
                maxLength={2000}
                onChange={(event) => onChange({ when: event.target.value })}
              />
            )}
          </div>
          {kind === "formula" && (
            <p className={styles.faint}>
              {t("alert.names", { names: measures.map((one) => `${one.key} = ${nameOf(one)}`).join(" · ") })}
            </p>
          )}
        </Property>
      </div>
      <Calm
        alert={alert}
        chosen={byHand ? null : chosen}
        isPercent={isPercent}
        problemOf={problemOf}
        onChange={onChange}
      />
      <Base measures={measures} alert={alert} problemOf={problemOf} onChange={onChange} />
    </>
  );
}

const formatOf = (measures: readonly Measure[], key: string) =>
  measures.find((measure) => measure.key === key)?.format ?? null;

interface WhenProps {
  chosen: Chosen;
  measures: { value: string; label: string }[];
  percent: boolean;
  onChange: (next: Chosen) => void;
}

function ChosenWhen({ chosen, measures, percent, onChange }: WhenProps) {
  const { t } = useTranslation("deliveries");
  return (
    <>
      <Select<string>
        aria-label={t("alert.measure")}
        style={{ minWidth: 160 }}
        value={chosen.measure}
        options={measures}
        onChange={(measure) => onChange({ ...chosen, measure })}
      />
      <Select<Operator>
        aria-label={t("alert.operator")}
        style={{ minWidth: 120 }}
        value={chosen.operator}
        options={OPERATORS.map((one) => ({ value: one, label: t(`alert.${chosen.kind}s.${one}`) }))}
        onChange={(operator) => onChange({ ...chosen, operator })}
      />
      <Bound
        label={t("alert.bound")}
        percent={percent}
        value={chosen.number}
        onChange={(number) => onChange({ ...chosen, number })}
      />
    </>
  );
}
