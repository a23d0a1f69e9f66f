/** A named metric: which one, and which fields of which form fill its tables. */
import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { matchesText } from "@/lib/pinyin";
import type { MetricColumn, MetricTable, Tile, TileMetric } from "@/lib/report/definition";
import { useReportFields, type MetricCard } from "@/lib/report/queries";
import { Property } from "@/ui/property/property";
import { useDesigner } from "../model/context";
import { ConditionProperty } from "./condition";
import { FieldSelect } from "./field-select";
import { FormSelect } from "./form-select";
import styles from "./parts.module.css";
import { More, PanelSection } from "./section";

interface Props {
  tile: Tile;
  onChange: (metric: TileMetric) => void;
}

export function MetricEditor({ tile, onChange }: Props) {
  const { t } = useTranslation("dashdesign");
  const label = useLabel();
  const id = useId();
  const { app, catalogue } = useDesigner();
  const metric: TileMetric = tile.metric ?? { key: "", tables: {} };
  const metrics = catalogue?.metrics ?? [];
  const card = metrics.find((one) => one.key === metric.key);
  const first = card?.tables[0];
  const fields = useReportFields(app, first && metric.tables[first.key]?.from).data?.fields ?? [];
  return (
    <>
      <Property label={t("metric.which")} htmlFor={id} help={card && label(card.doc)}>
        <Select<string>
          id={id}
          className={styles.full}
          placeholder={t("metric.pick")}
          value={metric.key || undefined}
          showSearch={{
            filterOption: (text, option) =>
              matchesText(text, String(option?.label ?? ""), String(option?.value ?? "")),
          }}
          options={metrics.map((one) => ({ value: one.key, label: label(one.label) }))}
          onChange={(key) => onChange({ key, tables: {} })}
        />
      </Property>
      {card?.tables.map((table) => (
        <TableEditor
          key={table.key}
          card={table}
          value={metric.tables[table.key]}
          onChange={(next) => {
            const { [table.key]: _, ...rest } = metric.tables;
            onChange({ ...metric, tables: next ? { ...rest, [table.key]: next } : rest });
          }}
        />
      ))}
      {card && fields.length > 0 && (
        <Property label={t("metric.by")} help={t("metric.by_help")}>
          <FieldSelect
            label={t("metric.by")}
            fields={fields}
            value={metric.by}
            only={(field) => field.group && !field.time}
            onChange={(field) => onChange({ ...metric, by: field.path })}
          />
        </Property>
      )}
    </>
  );
}

interface TableProps {
  card: MetricCard["tables"][number];
  value: MetricTable | undefined;
  onChange: (table: MetricTable | null) => void;
}

const pathOf = (column: MetricColumn | undefined): string =>
  typeof column === "string" ? column : column && "field" in column ? column.field : "";

/** A table of the metric: its rows are records of a form, or each time a field of them took a value. */
function TableEditor({ card, value, onChange }: TableProps) {
  const { t } = useTranslation("dashdesign");
  const label = useLabel();
  const id = useId();
  const { app } = useDesigner();
  const known = useReportFields(app, value?.from).data;
  const fields = known?.fields ?? [];
  const set = (change: Partial<MetricTable>) => value && onChange({ ...value, ...change });
  return (
    <PanelSection title={`${label(card.label)}${card.optional ? ` ${t("metric.optional")}` : ""}`}>
      <Property label={t("tile.form")} htmlFor={id}>
        <FormSelect id={id} value={value?.from} onChange={(from) => onChange({ from, columns: {} })} />
      </Property>
      {value && (known?.history.length ?? 0) > 0 && (
        <Property label={t("metric.history")} help={t("metric.history_help")}>
          <Select<string>
            className={styles.full}
            aria-label={t("metric.history")}
            allowClear
            placeholder={t("metric.no_history")}
            value={value.history ?? undefined}
            options={(known?.history ?? []).map((key) => ({
              value: key,
              label: label(fields.find((field) => field.path === key)?.label) || key,
            }))}
            onChange={(history?: string) => set({ history: history ?? null })}
          />
        </Property>
      )}
      {value &&
        card.columns.map((column) => (
          <ColumnEditor
            key={column.key}
            column={column}
            table={value}
            fields={fields}
            onChange={(next) => set({ columns: { ...value.columns, [column.key]: next } })}
          />
        ))}
      {value && (
        <More title={t("metric.where")}>
          <ConditionProperty
            form={value.from}
            label={t("metric.where")}
            value={value.where ?? ""}
            onChange={(where) => set({ where: where || null })}
          />
        </More>
      )}
    </PanelSection>
  );
}

interface ColumnProps {
  column: MetricCard["tables"][number]["columns"][number];
  table: MetricTable;
  fields: Parameters<typeof FieldSelect>[0]["fields"];
  onChange: (column: MetricColumn) => void;
}

const plain = (path: string, type: string, label: string) => ({
  path,
  label,
  type,
  options: null,
  many: false,
  group: true,
  sum: false,
  time: false,
  via: [],
});

function ColumnEditor({ column, table, fields, onChange }: ColumnProps) {
  const { t } = useTranslation("dashdesign");
  const label = useLabel();
  const name = `${label(column.label)}${column.optional ? ` ${t("metric.optional")}` : ""}`;
  const given = table.columns[column.key];
  if (column.kind === "boolean" || (typeof given === "object" && "where" in given))
    return (
      <Property label={name}>
        <ConditionProperty
          form={table.from}
          label={name}
          value={typeof given === "object" && "where" in given ? given.where : ""}
          onChange={(where) => onChange({ where })}
        />
      </Property>
    );
  const own = [
    plain("id", "id", t("metric.record")),
    ...(table.history
      ? [
          plain("record", "id", t("metric.record")),
          plain("value", "text", t("metric.value")),
          plain("at", "datetime", t("metric.at")),
        ]
      : []),
  ];
  return (
    <Property label={name}>
      <FieldSelect
        label={name}
        fields={[...own, ...fields.filter((field) => field.path !== "id")]}
        value={pathOf(given)}
        onChange={(field) => onChange(field.path)}
      />
    </Property>
  );
}
