/** One filter of the page: which field it asks about, how, with which value it begins, which tiles it reaches. */
import { Button, Select } from "antd";
import { ListFilter, Trash2 } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { filtersOf, tilesOf, type Filter, type FilterType } from "@/lib/report/definition";
import type { FilterView } from "@/lib/report/filters";
import { freshKey } from "@/lib/report/new-tile";
import { useReportFields, type ReportField } from "@/lib/report/queries";
import { FilterControl } from "@/ui/dashboard/filter-control";
import { LabelInput } from "@/ui/label-input";
import { Property, Toggle } from "@/ui/property/property";
import { Panel } from "@/ui/designer/panel";
import { useDesigner } from "../model/context";
import { patchFilter, removeFilter } from "../model/edit";
import { FieldSelect } from "../parts/field-select";
import { FormSelect } from "../parts/form-select";
import styles from "../parts/parts.module.css";
import { PanelSection } from "../parts/section";

const OF: Record<string, FilterType> = {
  date: "date_range",
  datetime: "date_range",
  select: "select",
  multi_select: "select",
  boolean: "boolean",
  member: "person",
  person: "person",
  department: "department",
  link: "link",
  record: "link",
  number: "number",
  money: "number",
  percent: "number",
};

/** The control that suits a field. */
export const filterTypeOf = (field: ReportField): FilterType =>
  field.options && field.type !== "boolean"
    ? "select"
    : field.time
      ? "date_range"
      : (OF[field.type] ?? (field.sum ? "number" : "text"));

export function FilterPanel({ filter }: { filter: Filter }) {
  const { t } = useTranslation("dashdesign");
  const ids = { label: useId(), form: useId() };
  const label = useLabel();
  const { app, definition, apply, select, nameOf } = useDesigner();
  const fields = useReportFields(app, filter.form).data?.fields ?? [];
  const field = fields.find((one) => one.path === filter.field);
  const patch = (act: string, change: Partial<Filter>) =>
    apply(`filter:${filter.key}:${act}`, (before) => patchFilter(before, filter.key, change));
  const pick = (next: ReportField): void => {
    const taken = filtersOf(definition)
      .filter((one) => one.key !== filter.key)
      .map((one) => one.key);
    // A filter that has just been made is called as its field: the key stands in links to the page.
    const key = filter.field === "" ? freshKey(next.path.replaceAll(".", "_"), taken) : filter.key;
    const { default: _, ...rest } = filter;
    patch("field", {
      ...rest,
      default: null,
      key,
      field: next.path,
      type: filterTypeOf(next),
      label: next.label,
    });
    select({ kind: "filter", key });
  };
  const view: FilterView = {
    key: filter.key,
    label: filter.label ?? "",
    type: filter.type,
    options: field?.options ?? null,
    target: null,
    default: null,
  };
  const reached = tilesOf(definition).filter((tile) => tile.query);
  return (
    <Panel
      icon={<ListFilter size={16} aria-hidden />}
      title={label(filter.label) || t("filters.new")}
      tools={
        <Button
          size="small"
          type="text"
          icon={<Trash2 size={14} />}
          aria-label={t("filters.remove")}
          onClick={() => {
            apply("remove-filter", (before) => removeFilter(before, filter.key));
            select(null);
          }}
        />
      }
    >
      <Property label={t("tile.form")} htmlFor={ids.form}>
        <FormSelect
          id={ids.form}
          value={filter.form}
          onChange={(form) => patch("form", { form, field: "" })}
        />
      </Property>
      <Property label={t("filters.field")}>
        <FieldSelect
          label={t("filters.field")}
          fields={fields}
          value={filter.field}
          only={(one) => one.group || one.time || one.sum}
          onChange={pick}
        />
      </Property>
      <Property label={t("filters.label")} htmlFor={ids.label}>
        <LabelInput
          id={ids.label}
          value={filter.label}
          onChange={(next) => patch("label", { label: next })}
        />
      </Property>
      {filter.field !== "" && filter.type !== "link" && (
        <Property label={t("filters.default")} help={t("filters.default_help")}>
          <FilterControl
            app={app}
            filter={view}
            name={t("filters.default")}
            value={filter.default ?? null}
            onChange={(value) => patch("default", { default: value })}
          />
        </Property>
      )}
      {reached.length > 0 && filter.field !== "" && (
        <PanelSection title={t("filters.tiles")}>
          <p className={styles.faint}>{t("filters.tiles_help")}</p>
          {reached.map((tile) => (
            <Reach
              key={tile.key}
              name={nameOf(tile)}
              form={tile.query?.from ?? ""}
              filter={filter}
              tile={tile.key}
              onChange={(next) => patch("fields", { fields: next })}
            />
          ))}
        </PanelSection>
      )}
    </Panel>
  );
}

interface ReachProps {
  name: string;
  form: string;
  filter: Filter;
  tile: string;
  onChange: (fields: NonNullable<Filter["fields"]>) => void;
}

/** Whether a filter reaches a tile; a tile on another form says by which field of its own. */
function Reach({ name, form, filter, tile, onChange }: ReachProps) {
  const { t } = useTranslation("dashdesign");
  const { app } = useDesigner();
  const label = useLabel();
  const foreign = form !== filter.form;
  const fields = useReportFields(app, foreign ? form : null).data?.fields ?? [];
  const given = filter.fields ?? {};
  const own = given[tile];
  const on = foreign ? typeof own === "string" : own !== null;
  const without = Object.fromEntries(Object.entries(given).filter(([key]) => key !== tile));
  return (
    <>
      <Toggle
        label={name}
        value={on}
        disabled={foreign && !on}
        onChange={(next) => onChange(next ? without : { ...without, [tile]: null })}
      />
      {foreign && (
        <Select<string>
          className={styles.full}
          aria-label={t("filters.by", { name })}
          allowClear
          placeholder={t("filters.not_reached")}
          value={own ?? undefined}
          options={fields
            .filter((field) => filterTypeOf(field) === filter.type)
            .map((field) => ({ value: field.path, label: label(field.label) }))}
          onChange={(path?: string) => onChange(path ? { ...without, [tile]: path } : without)}
        />
      )}
    </>
  );
}
