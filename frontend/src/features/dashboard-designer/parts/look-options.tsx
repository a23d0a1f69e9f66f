/** How a chart looks, beyond what it shows: each kind has its few choices. */
import { Segmented, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Chart, Query } from "@/lib/report/definition";
import { NumberProperty, Property, Toggle } from "@/ui/property/property";
import { useMeasureName } from "./measure-name";
import styles from "./parts.module.css";
import { PanelSection } from "./section";

interface Props {
  chart: Chart;
  query: Query;
  onChange: (chart: Chart) => void;
}

function BarLook({
  chart,
  onChange,
}: {
  chart: Extract<Chart, { type: "bar" }>;
  onChange: Props["onChange"];
}) {
  const { t } = useTranslation("dashdesign");
  return (
    <>
      <Property label={t("look.mode")}>
        <Segmented<"group" | "stack" | "full">
          block
          aria-label={t("look.mode")}
          value={chart.mode ?? "group"}
          options={(["group", "stack", "full"] as const).map((mode) => ({
            value: mode,
            label: t(`look.modes.${mode}`),
          }))}
          onChange={(mode) => onChange({ ...chart, mode })}
        />
      </Property>
      <Toggle
        label={t("look.lying")}
        value={chart.lying ?? false}
        onChange={(lying) => onChange({ ...chart, lying })}
      />
      <Toggle
        label={t("look.labels")}
        value={chart.labels ?? false}
        onChange={(labels) => onChange({ ...chart, labels })}
      />
    </>
  );
}

function LineLook({
  chart,
  onChange,
}: {
  chart: Extract<Chart, { type: "line" }>;
  onChange: Props["onChange"];
}) {
  const { t } = useTranslation("dashdesign");
  const id = useId();
  return (
    <>
      {(["area", "stack", "smooth"] as const).map((part) => (
        <Toggle
          key={part}
          label={t(`look.${part}`)}
          value={chart[part] ?? false}
          onChange={(on) => onChange({ ...chart, [part]: on })}
        />
      ))}
      <Property label={t("look.gaps")} htmlFor={id}>
        <Select<"gap" | "zero" | "join">
          id={id}
          className={styles.full}
          value={chart.gaps ?? "gap"}
          options={(["gap", "zero", "join"] as const).map((one) => ({
            value: one,
            label: t(`look.gap.${one}`),
          }))}
          onChange={(gaps) => onChange({ ...chart, gaps })}
        />
      </Property>
    </>
  );
}

function KpiLook({
  chart,
  onChange,
}: {
  chart: Extract<Chart, { type: "kpi" }>;
  onChange: Props["onChange"];
}) {
  const { t } = useTranslation("dashdesign");
  return (
    <>
      <Property label={t("look.better")}>
        <Segmented<"up" | "down">
          block
          aria-label={t("look.better")}
          value={chart.better ?? "up"}
          options={[
            { value: "up", label: t("look.up") },
            { value: "down", label: t("look.down") },
          ]}
          onChange={(better) => onChange({ ...chart, better })}
        />
      </Property>
      <NumberProperty
        label={t("look.target")}
        precision={4}
        value={chart.target}
        onChange={(target) => onChange({ ...chart, target: target ?? null })}
      />
    </>
  );
}

function ComboLook({ chart, query, onChange }: Props & { chart: Extract<Chart, { type: "combo" }> }) {
  const { t } = useTranslation("dashdesign");
  const id = useId();
  const nameOf = useMeasureName();
  return (
    <Property label={t("look.lines")} htmlFor={id}>
      <Select<string[]>
        id={id}
        mode="multiple"
        className={styles.full}
        value={chart.lines}
        options={(query.measures ?? []).map((measure) => ({ value: measure.key, label: nameOf(measure) }))}
        onChange={(lines) => onChange({ ...chart, lines })}
      />
    </Property>
  );
}

export function LookOptions(props: Props) {
  const { t } = useTranslation("dashdesign");
  const { chart, onChange } = props;
  const choices = choicesOf(props, t);
  return choices === null ? null : (
    <PanelSection title={t("look.title")}>
      {choices}
      {chart.type === "gauge" && typeof chart.target === "number" && (
        <NumberProperty
          label={t("look.target")}
          precision={4}
          value={chart.target}
          onChange={(target) => onChange({ ...chart, target: target ?? 100 })}
        />
      )}
    </PanelSection>
  );
}

function choicesOf(props: Props, t: (key: string) => string) {
  const { chart, onChange } = props;
  switch (chart.type) {
    case "bar":
      return <BarLook chart={chart} onChange={onChange} />;
    case "line":
      return <LineLook chart={chart} onChange={onChange} />;
    case "kpi":
      return <KpiLook chart={chart} onChange={onChange} />;
    case "combo":
      return <ComboLook {...props} chart={chart} />;
    case "gauge":
      return (
        <Toggle
          label={t("look.lower")}
          value={chart.better === "down"}
          onChange={(down) => onChange({ ...chart, better: down ? "down" : "up" })}
        />
      );
    case "pie":
      return (
        <Toggle
          label={t("look.hole")}
          value={chart.hole ?? true}
          onChange={(hole) => onChange({ ...chart, hole })}
        />
      );
    case "cloud":
      return (
        <Toggle
          label={t("look.cut")}
          value={chart.cut ?? false}
          onChange={(cut) => onChange({ ...chart, cut })}
        />
      );
    case "pivot":
      return (
        <>
          <Toggle
            label={t("look.collapsed")}
            value={chart.collapsed ?? false}
            onChange={(collapsed) => onChange({ ...chart, collapsed })}
          />
          <Toggle
            label={t("look.bars")}
            value={chart.bars ?? false}
            onChange={(bars) => onChange({ ...chart, bars })}
          />
        </>
      );
    case "table":
      return (
        <NumberProperty
          label={t("look.page")}
          min={5}
          max={200}
          value={chart.page ?? 20}
          onChange={(page) => onChange({ ...chart, page: page ?? 20 })}
        />
      );
    case "forecast":
      return (
        <NumberProperty
          label={t("look.ahead")}
          min={1}
          max={36}
          value={chart.ahead ?? 3}
          onChange={(ahead) => onChange({ ...chart, ahead: ahead ?? 3 })}
        />
      );
    default:
      return null;
  }
}
