/** A rollup: over which records, which figure of what, only where a condition holds. */
import { Input, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Field, RollupField, RollupFunction } from "@/lib/form-runtime/definition";
import { isOneValue } from "@/lib/form-runtime/kinds";
import { useLabel } from "@/lib/i18n";
import { unnamedYet } from "@/lib/unnamed-yet";
import { ConditionBuilder } from "@/ui/condition-builder/condition-builder";
import { Property } from "@/ui/property/property";
import { useDesigner } from "../model/context";
import { kindOf, readableFields, resultOf } from "../model/relations";
import { useFormFields } from "../model/use-form-fields";
import { ResultLook } from "./result-look";
import styles from "./properties.module.css";
import type { TypeProps } from "./use-field-patch";

const FUNCTIONS: RollupFunction[] = [
  "count",
  "sum",
  "avg",
  "min",
  "max",
  "first",
  "last",
  "concat",
  "distinct",
];
const ORDERED = new Set<string>(["first", "last", "concat"]);
const NUMERIC = new Set(["number", "money", "percent"]);
const SORTABLE = new Set([...NUMERIC, "date", "datetime"]);
const RESULT: Partial<Record<RollupFunction, string>> = {
  count: "number",
  distinct: "number",
  concat: "text",
};

/** The fields a function can take. */
const takes = (fn: RollupFunction, field: Field): boolean => {
  const kind = kindOf(field);
  if (fn === "sum" || fn === "avg") return NUMERIC.has(kind);
  if (fn === "min" || fn === "max") return SORTABLE.has(kind);
  if (fn === "first" || fn === "last")
    return SORTABLE.has(kind) || kind === "text" || kind === "boolean" || kind === "select";
  return fn === "distinct" || kind === "text" || kind === "select" || NUMERIC.has(kind);
};

export function RollupProperties({ field, patch }: TypeProps<RollupField>) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const { app, form, definition, forms } = useDesigner();
  const ids = [useId(), useId(), useId(), useId(), useId(), useId()];
  const lists = definition.fields.filter(
    (each) => each.type === "subform" || (each.type === "link" && each.many),
  );
  const own = lists.find((each) => !field.form && each.key === field.link);
  const elsewhere = useFormFields(own?.type === "link" ? own.form : field.form);
  const elements = own?.type === "subform" ? own.fields : elsewhere;
  const links = elsewhere.filter((each) => each.type === "link" && each.form === form);
  const fn = field.fn ?? "count";
  const taken = readableFields(elements).filter((each) => takes(fn, each));
  const name = (each: { key: string; label: RollupField["label"] }) => label(each.label) || each.key;
  const options = (fields: Field[]) => fields.map((each) => ({ value: each.key, label: name(each) }));
  const clean = { field: undefined, where: undefined, order: undefined };
  const choose = (source: string) => {
    const [kind, key = ""] = source.split(":");
    patch(kind === "own" ? { form: undefined, link: key, ...clean } : { form: key, link: "", ...clean });
  };
  const setFunction = (next: RollupFunction) => {
    const kept = elements.find((each) => each.key === field.field);
    const fits = kept && takes(next, kept);
    patch({
      fn: next,
      field: fits && next !== "count" ? field.field : undefined,
      order: ORDERED.has(next) ? field.order : undefined,
      ...(RESULT[next] ? { as: RESULT[next] } : fits ? plain(kept) : {}),
    });
  };
  const pick = (key: string) => {
    const found = taken.find((each) => each.key === key);
    if (found) patch({ field: key, ...(RESULT[fn] ? { as: RESULT[fn] } : plain(found)) });
  };
  const ready = own !== undefined || links.some((each) => each.key === field.link);
  const scope = field.form ? `elements:${field.form}.${field.link}` : `elements:${field.link}`;
  return (
    <>
      <Property
        label={t("rollup.source")}
        htmlFor={ids[0]}
        problem={own || field.form ? null : t("rollup.source_missing")}
      >
        <Select
          id={ids[0]}
          className={styles.full}
          status={own || field.form ? undefined : "error"}
          value={own ? `own:${own.key}` : field.form ? `form:${field.form}` : undefined}
          placeholder={t("rollup.source_pick")}
          options={[
            {
              label: t("rollup.own"),
              options: lists.map((each) => ({ value: `own:${each.key}`, label: name(each) })),
            },
            {
              label: t("rollup.forms"),
              options: forms.map((card) => ({
                value: `form:${card.key}`,
                label: label(card.label) || card.key,
              })),
            },
          ].filter((group) => group.options.length > 0)}
          onChange={choose}
        />
      </Property>
      {field.form && (
        <Property
          label={t("rollup.link")}
          htmlFor={ids[1]}
          problem={ready ? null : t(links.length ? "rollup.link_missing" : "rollup.no_links")}
        >
          <Select
            id={ids[1]}
            className={styles.full}
            status={ready ? undefined : "error"}
            value={field.link || undefined}
            {...unnamedYet(links.length === 0 && !!field.link)}
            placeholder={t("rollup.link_pick")}
            options={options(links)}
            onChange={(link: string) => patch({ link })}
          />
        </Property>
      )}
      {ready && (
        <>
          <Property label={t("rollup.function")} htmlFor={ids[2]}>
            <Select
              id={ids[2]}
              className={styles.full}
              value={fn}
              options={FUNCTIONS.map((each) => ({ value: each, label: t(`rollup.fn.${each}`) }))}
              onChange={setFunction}
            />
          </Property>
          {fn !== "count" && (
            <Property
              label={t("rollup.field")}
              htmlFor={ids[3]}
              problem={field.field ? null : t("lookup.field_missing")}
            >
              <Select
                id={ids[3]}
                className={styles.full}
                status={field.field ? undefined : "error"}
                value={field.field ?? undefined}
                {...unnamedYet(taken.length === 0 && !!field.field)}
                placeholder={t("lookup.field_pick")}
                options={options(taken)}
                onChange={pick}
              />
            </Property>
          )}
          <Property label={t("rollup.where")} help={t("rollup.where_help")}>
            <ConditionBuilder
              fields={elements.filter(isOneValue)}
              place={{ app, form, definition, scope }}
              label={t("rollup.where")}
              value={field.where ?? ""}
              onChange={(where) => patch({ where: where || undefined })}
            />
          </Property>
          {ORDERED.has(fn) && (
            <Property label={t("rollup.order")} htmlFor={ids[4]}>
              <Select
                id={ids[4]}
                className={styles.full}
                allowClear
                value={field.order ?? undefined}
                placeholder={t("rollup.order_own")}
                options={readableFields(elements).flatMap((each) => [
                  { value: each.key, label: t("rollup.ascending", { field: name(each) }) },
                  { value: `-${each.key}`, label: t("rollup.descending", { field: name(each) }) },
                ])}
                onChange={(order?: string) => patch({ order })}
              />
            </Property>
          )}
          {fn === "concat" && (
            <Property label={t("rollup.separator")} htmlFor={ids[5]}>
              <Input
                id={ids[5]}
                maxLength={10}
                value={field.separator ?? "、"}
                onChange={(event) => patch({ separator: event.target.value || undefined })}
              />
            </Property>
          )}
        </>
      )}
      <ResultLook field={field} patch={patch} />
    </>
  );
}

/** The result of a figure taken from a field: its own kind, texts for choices. */
function plain(field: Field): { as: string; decimals?: number; currency?: string } {
  const { as, decimals, currency } = resultOf(field, false);
  return { as: as === "select" ? "text" : as, decimals, currency };
}
