/** A figure, a list, a kind of the timeline, each with its settings. */
import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import type { Figure, FigureFn, RelatedList, TimelineSource } from "@/lib/profile/types";
import { isSystem } from "@/lib/records/columns";
import { valueKind } from "@/lib/form-runtime/kinds";
import { Property, Toggle } from "@/ui/property/property";
import type { Definitions, Way } from "./paths";
import { FieldProperty, FieldsProperty, LookProperty, NameProperty } from "./parts";
import styles from "./profile.module.css";
import { SourceSettings } from "./source-settings";

export interface CardProps<T> {
  item: T;
  forms: Definitions;
  ways: Way[];
  onChange: (item: T) => void;
}

const FUNCTIONS: FigureFn[] = ["count", "sum", "avg", "min", "max"];
const NUMERIC = new Set(["number", "money", "percent", "rating", "slider", "duration"]);
const TIMES = new Set(["date", "datetime"]);
const TEXTS = new Set(["text", "long_text", "rich_text", "series", "phone", "email", "url"]);
const isMany = (field: Field) => "many" in field && !!field.many;

export function FigureSettings({ item, forms, ways, onChange }: CardProps<Figure>) {
  const { t } = useTranslation("profiledesign");
  const id = useId();
  const definition = forms.get(item.form);
  const fn = item.fn ?? "count";
  const takes = (field: Field) =>
    !isSystem(field.key) &&
    (NUMERIC.has(valueKind(field)) || ((fn === "min" || fn === "max") && TIMES.has(valueKind(field))));
  const first = definition?.fields.find(takes)?.key;
  return (
    <div className={styles.settings}>
      <NameProperty value={item.label} onChange={(label) => onChange({ ...item, label })} />
      <Property label={t("fn")} htmlFor={id}>
        <Select
          id={id}
          className={styles.full}
          value={fn}
          options={FUNCTIONS.filter((each) => each === "count" || first !== undefined).map((each) => ({
            value: each,
            label: t(`fns.${each}`),
          }))}
          onChange={(next: FigureFn) =>
            onChange({ ...item, fn: next, field: next === "count" ? undefined : (item.field ?? first) })
          }
        />
      </Property>
      {fn !== "count" && (
        <FieldProperty
          label={t("of")}
          definition={definition}
          fits={takes}
          value={item.field}
          onChange={(field) => onChange({ ...item, field })}
        />
      )}
      <SourceSettings
        source={item}
        forms={forms}
        ways={ways}
        onChange={(change) => onChange({ ...item, ...change })}
      />
      <LookProperty
        color={item.color}
        icon={item.icon}
        onChange={(change) => onChange({ ...item, ...change })}
      />
    </div>
  );
}

export function ListSettings({ item, forms, ways, onChange }: CardProps<RelatedList>) {
  const { t } = useTranslation("profiledesign");
  const definition = forms.get(item.form);
  const sort = item.sort?.[0] ?? "";
  const descending = sort.startsWith("-");
  const direct = item.paths.some((path) => !path.includes("."));
  return (
    <div className={styles.settings}>
      <NameProperty value={item.label} onChange={(label) => onChange({ ...item, label })} />
      <FieldsProperty
        label={t("columns")}
        help={t("columns_help")}
        definition={definition}
        fits={(field) => field.type !== "button" && field.type !== "subform"}
        most={30}
        value={item.columns ?? []}
        onChange={(columns) => onChange({ ...item, columns })}
      />
      <FieldProperty
        label={t("sort")}
        definition={definition}
        fits={(field) => !isMany(field) && field.type !== "button" && field.type !== "subform"}
        clearable
        value={sort.replace("-", "") || undefined}
        onChange={(key) => onChange({ ...item, sort: key ? [`${descending ? "-" : ""}${key}`] : undefined })}
      />
      {sort && (
        <Toggle
          label={t("newest_first")}
          value={descending}
          onChange={(down) => onChange({ ...item, sort: [`${down ? "-" : ""}${sort.replace("-", "")}`] })}
        />
      )}
      {direct && (
        <Toggle
          label={t("add_here")}
          value={item.add !== false}
          onChange={(add) => onChange({ ...item, add: add ? undefined : false })}
        />
      )}
      <SourceSettings
        source={item}
        forms={forms}
        ways={ways}
        onChange={(change) => onChange({ ...item, ...change })}
      />
    </div>
  );
}

export function MomentSettings({ item, forms, ways, onChange }: CardProps<TimelineSource>) {
  const { t } = useTranslation("profiledesign");
  const definition = forms.get(item.form);
  return (
    <div className={styles.settings}>
      <NameProperty value={item.label} onChange={(label) => onChange({ ...item, label })} />
      <FieldProperty
        label={t("date")}
        definition={definition}
        fits={(field) => TIMES.has(valueKind(field))}
        value={item.date}
        onChange={(date) => date && onChange({ ...item, date })}
      />
      <FieldProperty
        label={t("text")}
        definition={definition}
        fits={(field) => TEXTS.has(field.type)}
        clearable
        value={item.text}
        onChange={(text) => onChange({ ...item, text })}
      />
      <FieldsProperty
        label={t("beside")}
        definition={definition}
        fits={(field) => field.type !== "button" && field.type !== "subform"}
        most={6}
        value={item.fields ?? []}
        onChange={(fields) => onChange({ ...item, fields: fields.length > 0 ? fields : undefined })}
      />
      <FieldProperty
        label={t("who")}
        definition={definition}
        fits={(field) => field.type === "member" && !isMany(field)}
        clearable
        value={item.who}
        onChange={(who) => onChange({ ...item, who })}
      />
      <SourceSettings
        source={item}
        forms={forms}
        ways={ways}
        onChange={(change) => onChange({ ...item, ...change })}
      />
      <LookProperty
        color={item.color}
        icon={item.icon}
        onChange={(change) => onChange({ ...item, ...change })}
      />
    </div>
  );
}
