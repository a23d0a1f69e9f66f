/** What is grouped by, in order: field, span of time, width of classes, the largest only. */
import { Button, InputNumber, Select } from "antd";
import { Plus } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import type { Dimension, Measure, TimeGrain } from "@/lib/report/definition";
import type { DimensionPart } from "@/lib/report/chart-specs";
import type { ReportField } from "@/lib/report/queries";
import { LabelInput } from "@/ui/label-input";
import { Property, Toggle } from "@/ui/property/property";
import { useDesigner } from "../model/context";
import { moved } from "../model/edit";
import { BoxTools } from "./box-tools";
import { FieldSelect } from "./field-select";
import { useMeasureName } from "./measure-name";
import styles from "./parts.module.css";
import { More } from "./section";

interface ListProps {
  title: string;
  dimensions: Dimension[];
  measures: Measure[];
  fields: readonly ReportField[];
  parts: readonly DimensionPart[];
  least: number;
  most: number;
  onlyTime?: boolean;
  make: () => Dimension;
  onChange: (dimensions: Dimension[]) => void;
}

export function DimensionList(props: ListProps) {
  const { t } = useTranslation("dashdesign");
  const { title, dimensions, parts, least, most, make, onChange } = props;
  const put = (at: number, next: Dimension) =>
    onChange(dimensions.map((dimension, place) => (place === at ? next : dimension)));
  return (
    <>
      {dimensions.map((dimension, at) => (
        <DimensionBox
          key={dimension.key}
          {...props}
          dimension={dimension}
          part={t(`part.${parts[Math.min(at, parts.length - 1)] ?? "row"}`)}
          onPut={(next) => put(at, next)}
          onUp={at > 0 ? () => onChange(moved(dimensions, at, -1)) : undefined}
          onRemove={
            dimensions.length > least
              ? () => onChange(dimensions.filter((_, place) => place !== at))
              : undefined
          }
        />
      ))}
      {dimensions.length < most && (
        <Button
          size="small"
          type="dashed"
          className={styles.add}
          icon={<Plus size={14} />}
          onClick={() => onChange([...dimensions, make()])}
        >
          {t("dimension.add", { title })}
        </Button>
      )}
    </>
  );
}

interface BoxProps extends ListProps {
  dimension: Dimension;
  part: string;
  onPut: (next: Dimension) => void;
  onUp?: () => void;
  onRemove?: () => void;
}

function DimensionBox(props: BoxProps) {
  const { dimension, part, fields, onlyTime, onPut, onUp, onRemove } = props;
  const { t } = useTranslation("dashdesign");
  const label = useLabel();
  const { catalogue } = useDesigner();
  const field = fields.find((one) => one.path === dimension.field);
  const pick = (next: ReportField): void => {
    const { grain: _g, bins: _b, fill: _f, ...rest } = dimension;
    const grain = next.time ? (field?.time ? dimension.grain : "month") : null;
    onPut({ ...rest, field: next.path, ...(grain ? { grain, fill: true } : {}) });
  };
  return (
    <div className={styles.box} role="group" aria-label={part}>
      <div className={styles.line}>
        <FieldSelect
          label={part}
          fields={fields}
          value={dimension.field}
          only={(one) => one.group && (!onlyTime || one.time)}
          onChange={pick}
        />
        <span className={styles.part}>{part}</span>
        <BoxTools part={part} onUp={onUp} onRemove={onRemove} />
      </div>
      {field?.time && (
        <Select<TimeGrain>
          className={styles.full}
          aria-label={t("dimension.grain")}
          value={dimension.grain ?? undefined}
          options={(catalogue?.grains ?? []).map((one) => ({ value: one.grain, label: label(one.label) }))}
          onChange={(grain) => onPut({ ...dimension, grain })}
        />
      )}
      <Details {...props} field={field} />
    </div>
  );
}

function Details({ dimension, measures, field, onPut }: BoxProps & { field: ReportField | undefined }) {
  const { t } = useTranslation("dashdesign");
  const ids = { label: useId(), width: useId(), top: useId(), by: useId() };
  const nameOf = useMeasureName();
  const { top, bins } = dimension;
  const by = top?.by ?? measures[0]?.key ?? "";
  return (
    <More title={t("dimension.more")}>
      <Property label={t("dimension.label")} htmlFor={ids.label}>
        <LabelInput
          id={ids.label}
          value={dimension.label}
          onChange={(label) => onPut({ ...dimension, label })}
        />
      </Property>
      {field?.sum && (
        <Property label={t("dimension.width")} htmlFor={ids.width} help={t("dimension.width_help")}>
          <InputNumber<number>
            id={ids.width}
            className={styles.full}
            controls={false}
            min={0}
            value={bins?.width ?? null}
            onChange={(width) => onPut({ ...dimension, bins: width ? { width } : null })}
          />
        </Property>
      )}
      <Toggle
        label={t("dimension.fill")}
        help={t("dimension.fill_help")}
        value={dimension.fill ?? false}
        onChange={(fill) => onPut({ ...dimension, fill })}
      />
      {!field?.time && measures.length > 0 && (
        <div className={styles.pair}>
          <Property label={t("dimension.top")} htmlFor={ids.top}>
            <InputNumber<number>
              id={ids.top}
              className={styles.full}
              controls={false}
              min={1}
              max={500}
              placeholder={t("dimension.top_all")}
              value={top?.n ?? null}
              onChange={(n) => onPut({ ...dimension, top: n ? { others: true, ...top, by, n } : null })}
            />
          </Property>
          {top && (
            <Property label={t("dimension.top_by")} htmlFor={ids.by}>
              <Select<string>
                id={ids.by}
                className={styles.full}
                value={by}
                options={measures.map((measure) => ({ value: measure.key, label: nameOf(measure) }))}
                onChange={(next) => onPut({ ...dimension, top: { ...top, by: next } })}
              />
            </Property>
          )}
        </div>
      )}
      {top && (
        <>
          <Toggle
            label={t("dimension.others")}
            value={top.others ?? true}
            onChange={(others) => onPut({ ...dimension, top: { ...top, others } })}
          />
          <Toggle
            label={t("dimension.lowest")}
            value={top.lowest ?? false}
            onChange={(lowest) => onPut({ ...dimension, top: { ...top, lowest } })}
          />
        </>
      )}
    </More>
  );
}
