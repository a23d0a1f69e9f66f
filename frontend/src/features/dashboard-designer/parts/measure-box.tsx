/** One measure. */
import { Button, Input, InputNumber, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import type { Fn, Measure, NumberFormat } from "@/lib/report/definition";
import type { ReportField } from "@/lib/report/queries";
import { LabelInput } from "@/ui/label-input";
import { Property, Toggle } from "@/ui/property/property";
import { useDesigner } from "../model/context";
import { BoxTools } from "./box-tools";
import { ConditionProperty } from "./condition";
import { FieldSelect } from "./field-select";
import type { MeasureListProps } from "./measure-list";
import { useMeasureName } from "./measure-name";
import { MovedNumber } from "./moved-number";
import styles from "./parts.module.css";
import { More } from "./section";

const NUMBERS: Fn[] = ["sum", "avg", "median", "percentile", "stddev"];

/** Which fields a function can be asked about. */
export function takes(fn: Fn, field: ReportField): boolean {
  if (NUMBERS.includes(fn)) return field.sum;
  if (fn === "min" || fn === "max") return field.sum || field.time;
  return true;
}

interface Props extends MeasureListProps {
  measure: Measure;
  onPut: (next: Measure) => void;
  onUp?: () => void;
  onRemove?: () => void;
}

export function MeasureBox(props: Props) {
  const { measure, onUp, onRemove } = props;
  const { t } = useTranslation("dashdesign");
  const nameOf = useMeasureName();
  const name = nameOf(measure);
  const formula = !measure.fn && !measure.input;
  return (
    <div className={styles.box} role="group" aria-label={t("measure.one", { name })}>
      <div className={styles.line}>
        {measure.input ? (
          <MovedNumber measure={measure} onPut={props.onPut} />
        ) : formula ? (
          <Formula {...props} />
        ) : (
          <OverField {...props} />
        )}
        <BoxTools part={name} onUp={onUp} onRemove={onRemove} />
      </div>
      <Details {...props} formula={formula} />
    </div>
  );
}

function OverField({ measure, fields, onPut }: Props) {
  const { t } = useTranslation("dashdesign");
  const label = useLabel();
  const { catalogue } = useDesigner();
  const fn = measure.fn ?? "count";
  const change = (next: Fn): void => {
    const field = fields.find((one) => one.path === measure.field);
    const kept = next !== "count" && field && takes(next, field) ? field.path : null;
    const { p: _p, by: _by, ...rest } = measure;
    onPut({
      ...rest,
      fn: next,
      field: kept,
      ...(next === "percentile" ? { p: 0.9 } : {}),
      ...(next === "first" || next === "last" ? { by: "created_at" } : {}),
    });
  };
  return (
    <div className={fn === "count" ? undefined : styles.pair}>
      <Select<Fn>
        className={styles.full}
        aria-label={t("measure.fn")}
        value={fn}
        options={(catalogue?.functions ?? []).map((one) => ({ value: one.fn, label: label(one.label) }))}
        onChange={change}
      />
      {fn !== "count" && (
        <FieldSelect
          label={t("measure.field")}
          fields={fields}
          value={measure.field}
          only={(field) => takes(fn, field)}
          onChange={(field) => onPut({ ...measure, field: field.path })}
        />
      )}
    </div>
  );
}

/** Names of measures are put in by clicking on them: nobody has to know keys. */
function Formula({ measure, measures, onPut }: Props) {
  const { t } = useTranslation("dashdesign");
  const nameOf = useMeasureName();
  const text = measure.formula ?? "";
  const others = measures.filter((one) => one.key !== measure.key);
  return (
    <div className={styles.moreBody}>
      <Input
        className="dg-mono"
        aria-label={t("measure.formula")}
        placeholder={others.length > 1 ? `${others[1]?.key} / ${others[0]?.key}` : t("measure.formula")}
        value={text}
        onChange={(event) => onPut({ ...measure, formula: event.target.value })}
      />
      <span className={styles.names}>
        {others.map((one) => (
          <Button
            key={one.key}
            size="small"
            title={one.key}
            onClick={() =>
              onPut({ ...measure, formula: `${text}${text && !text.endsWith(" ") ? " " : ""}${one.key}` })
            }
          >
            {nameOf(one)}
          </Button>
        ))}
        {["/", "*", "+", "-"].map((sign) => (
          <Button
            key={sign}
            size="small"
            aria-label={t("measure.sign", { sign })}
            onClick={() => onPut({ ...measure, formula: `${text} ${sign} ` })}
          >
            {sign}
          </Button>
        ))}
      </span>
    </div>
  );
}

function Details({ measure, form, formula, onPut }: Props & { formula: boolean }) {
  const { t } = useTranslation("dashdesign");
  const label = useLabel();
  const { catalogue } = useDesigner();
  const ids = {
    label: useId(),
    format: useId(),
    decimals: useId(),
    unit: useId(),
    p: useId(),
    share: useId(),
  };
  return (
    <More title={t("measure.more")}>
      <Property label={t("measure.label")} htmlFor={ids.label}>
        <LabelInput
          id={ids.label}
          value={measure.label}
          onChange={(next) => onPut({ ...measure, label: next })}
        />
      </Property>
      <div className={styles.pair}>
        <Property label={t("measure.format")} htmlFor={ids.format}>
          <Select<NumberFormat>
            id={ids.format}
            className={styles.full}
            allowClear
            placeholder={t("measure.format_auto")}
            value={measure.format ?? undefined}
            options={(catalogue?.formats ?? []).map((one) => ({
              value: one.format,
              label: label(one.label),
            }))}
            onChange={(format?: NumberFormat) => onPut({ ...measure, format: format ?? null })}
          />
        </Property>
        <Property label={t("measure.decimals")} htmlFor={ids.decimals}>
          <InputNumber<number>
            id={ids.decimals}
            className={styles.full}
            controls={false}
            min={0}
            max={8}
            precision={0}
            placeholder={t("measure.format_auto")}
            value={measure.decimals ?? null}
            onChange={(decimals) => onPut({ ...measure, decimals })}
          />
        </Property>
      </div>
      <Property label={t("measure.unit")} htmlFor={ids.unit}>
        <LabelInput id={ids.unit} value={measure.unit} onChange={(unit) => onPut({ ...measure, unit })} />
      </Property>
      {measure.fn === "percentile" && (
        <Property label={t("measure.p")} htmlFor={ids.p}>
          <InputNumber<number>
            id={ids.p}
            className={styles.full}
            min={0.01}
            max={0.99}
            step={0.05}
            value={measure.p ?? 0.9}
            onChange={(p) => onPut({ ...measure, p: p ?? 0.9 })}
          />
        </Property>
      )}
      <Property label={t("measure.share")} htmlFor={ids.share}>
        <Select<string>
          id={ids.share}
          className={styles.full}
          value={measure.share ?? "none"}
          options={(["none", "all", "row", "col"] as const).map((one) => ({
            value: one,
            label: t(`share.${one}`),
          }))}
          onChange={(share) => onPut({ ...measure, share: share === "none" ? null : (share as "row") })}
        />
      </Property>
      <Toggle
        label={t("measure.running")}
        value={measure.running ?? false}
        onChange={(running) => onPut({ ...measure, running })}
      />
      {!formula && (
        <Property label={t("measure.where")} help={t("measure.where_help")}>
          <ConditionProperty
            form={form}
            label={t("measure.where")}
            value={measure.where ?? ""}
            onChange={(where) => onPut({ ...measure, where: where || null })}
          />
        </Property>
      )}
    </More>
  );
}
