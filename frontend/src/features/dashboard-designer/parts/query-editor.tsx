/** The question of a tile: groups, numbers, filters, time, comparison, order. */
import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { specOf, totalsFor } from "@/lib/report/chart-specs";
import type { Dimension, Measure, Query, Tile } from "@/lib/report/definition";
import { freshKey, guess, listFields, newDimension, newMeasure } from "@/lib/report/new-tile";
import type { ReportField } from "@/lib/report/queries";
import { Property } from "@/ui/property/property";
import { CompareEditor } from "./compare-editor";
import { ConditionProperty } from "./condition";
import { DimensionList } from "./dimension-list";
import { FieldsSelect } from "./field-select";
import { MeasureList } from "./measure-list";
import { Ordering } from "./ordering";
import styles from "./parts.module.css";
import { PeriodEditor } from "./period-editor";
import { PanelSection } from "./section";

export interface QueryProps {
  tile: Tile;
  query: Query;
  fields: readonly ReportField[];
  onChange: (query: Query) => void;
}

const keysOf = (query: Query): string[] =>
  [...(query.rows ?? []), ...(query.cols ?? []), ...(query.measures ?? [])].map((part) => part.key);

export function QueryEditor(props: QueryProps) {
  const { t } = useTranslation("dashdesign");
  const { tile, query, fields, onChange } = props;
  const { type } = tile.chart;
  const patch = (change: Partial<Query>): void => {
    const next = { ...query, ...change };
    const totals = totalsFor(type, next);
    onChange(type === "kpi" ? { ...next, totals } : next);
  };
  const listed = query.list !== undefined && query.list.length > 0;
  const toList = (): void => {
    const {
      rows: _r,
      cols: _c,
      measures: _m,
      compare: _p,
      totals: _t,
      having: _h,
      order: _o,
      ...rest
    } = query;
    onChange({ ...rest, list: listFields(fields) });
  };
  const toGroups = (): void => {
    const { list: _list, order: _order, ...rest } = query;
    onChange({ ...rest, measures: [{ key: "n", fn: "count" }] });
  };
  return (
    <>
      {type === "table" && (
        <Segmented<"records" | "groups">
          block
          aria-label={t("table.shows")}
          value={listed ? "records" : "groups"}
          options={[
            { value: "records", label: t("table.records") },
            { value: "groups", label: t("table.groups") },
          ]}
          onChange={(shows) => (shows === "records" ? toList() : toGroups())}
        />
      )}
      {listed ? (
        <Property label={t("table.columns")}>
          <FieldsSelect
            label={t("table.columns")}
            fields={fields}
            value={query.list ?? []}
            onChange={(list) => list.length > 0 && patch({ list })}
          />
        </Property>
      ) : (
        <Groups {...props} patch={patch} />
      )}
      <PanelSection title={t("query.filter")}>
        <ConditionProperty
          form={query.from}
          label={t("query.filter")}
          value={query.where ?? ""}
          onChange={(where) => patch({ where: where || null })}
        />
        <PeriodEditor fields={fields} value={query.period ?? null} onChange={(period) => patch({ period })} />
      </PanelSection>
      {!listed && <CompareEditor query={query} onChange={patch} />}
      <Ordering {...props} patch={patch} />
    </>
  );
}

export type QueryPartProps = QueryProps & { patch: (change: Partial<Query>) => void };

function Groups({ tile, query, fields, patch }: QueryPartProps) {
  const { t } = useTranslation("dashdesign");
  const spec = specOf(tile.chart.type);
  if (!spec) return null;
  const rows = query.rows ?? [];
  const cols = query.cols ?? [];
  const measures = query.measures ?? [];
  const { category, time, number } = guess(fields);
  const make = (): Dimension => {
    const used = new Set([...rows, ...cols].map((dimension) => dimension.field));
    const first = spec.time
      ? time
      : ([0, 1, 2, 3].map(category).find((field) => field && !used.has(field.path)) ?? time);
    return first ? newDimension(query, first) : { key: freshKey("dimension", keysOf(query)), field: "" };
  };
  const makeMeasure = (kind: "count" | "field" | "formula"): Measure => {
    if (kind === "formula") return { key: freshKey("rate", keysOf(query)), formula: "", format: "percent" };
    return newMeasure(query, kind === "field" ? (number ?? null) : null);
  };
  return (
    <>
      {spec.dimensions[1] > 0 && (
        <PanelSection title={t(spec.cols ? "query.rows" : "query.dimensions")}>
          <DimensionList
            title={t(spec.cols ? "query.rows" : "query.dimensions")}
            dimensions={rows}
            measures={measures}
            fields={fields}
            parts={spec.parts}
            least={spec.dimensions[0]}
            most={spec.dimensions[1]}
            onlyTime={spec.time}
            make={make}
            onChange={(next) => patch({ rows: next })}
          />
        </PanelSection>
      )}
      {spec.cols && (
        <PanelSection title={t("query.cols")}>
          <DimensionList
            title={t("query.cols")}
            dimensions={cols}
            measures={measures}
            fields={fields}
            parts={["x"]}
            least={0}
            most={3}
            make={make}
            onChange={(next) => patch({ cols: next })}
          />
        </PanelSection>
      )}
      <PanelSection title={t("query.measures")}>
        <MeasureList
          form={query.from}
          measures={measures}
          fields={fields}
          least={spec.measures[0]}
          most={30}
          make={makeMeasure}
          onChange={(next) => patch({ measures: next })}
        />
        {measures.length > spec.measures[1] && <p className={styles.faint}>{t("query.helpers")}</p>}
      </PanelSection>
    </>
  );
}
