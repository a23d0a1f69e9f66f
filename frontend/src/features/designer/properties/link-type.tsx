/** A link: to which form, what it fills in, which records may be chosen. */
import { Button, Segmented, Select } from "antd";
import { ArrowLeft, Plus, Trash2 } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { COMPUTED } from "@/lib/form-runtime/computed";
import type { Field, LinkField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { useFormRuntime } from "@/lib/queries/form-runtime";
import { Property, Toggle } from "@/ui/property/property";
import { subformOf } from "../model/edit";
import { useDesigner } from "../model/context";
import { LinkChoices } from "./link-choices";
import styles from "./properties.module.css";
import { SnapshotSettings } from "./snapshot-settings";
import type { TypeProps } from "./use-field-patch";
import { FILE_TYPES } from "@/lib/form-runtime/kinds";

const UNFILLED = new Set<string>([...COMPUTED, "subform", ...FILE_TYPES]);

export function LinkProperties({ field, subform, patch }: TypeProps<LinkField>) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const { app, forms, form } = useDesigner();
  const id = useId();
  const self = field.form === form;
  const target = useFormRuntime(field.form && !self ? app : "", field.form);
  const { definition } = useDesigner();
  const targetFields = self ? definition.fields : (target.data?.definition.fields ?? []);
  return (
    <>
      <Property
        label={t("property.target")}
        htmlFor={id}
        problem={field.form ? null : t("property.target_missing")}
      >
        <Select
          id={id}
          className={styles.full}
          status={field.form ? undefined : "error"}
          value={field.form || undefined}
          placeholder={t("property.target_pick")}
          aria-label={t("property.target")}
          options={forms.map((card) => ({ value: card.key, label: label(card.label) || card.key }))}
          onChange={(next: string) =>
            patch({ form: next, fill: undefined, stamp: undefined, filter: undefined })
          }
        />
      </Property>
      {(!subform || field.many) && (
        <Toggle
          label={t("property.many_records")}
          value={!!field.many}
          onChange={(on) =>
            patch({ many: on || undefined, ...(on ? { fill: undefined, stamp: undefined } : {}) })
          }
        />
      )}
      {field.form && !field.many && (
        <>
          <Fill field={field} subform={subform} patch={patch} targetFields={targetFields} />
          <SnapshotSettings field={field} subform={subform} patch={patch} targetFields={targetFields} />
        </>
      )}
      {field.form && (
        <LinkChoices field={field} subform={subform} patch={patch} targetFields={targetFields} />
      )}
      <Property label={t("property.on_delete")}>
        <Segmented
          block
          aria-label={t("property.on_delete")}
          value={field.on_delete ?? "restrict"}
          options={[
            { value: "restrict", label: t("property.restrict") },
            { value: "clear", label: t("property.clear") },
          ]}
          onChange={(on_delete) => patch({ on_delete })}
        />
      </Property>
    </>
  );
}

function Fill({ field, subform, patch, targetFields }: TypeProps<LinkField> & { targetFields: Field[] }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const { definition } = useDesigner();
  const own = (subform ? (subformOf(definition, subform)?.fields ?? []) : definition.fields).filter(
    (each) => each.key !== field.key && !UNFILLED.has(each.type),
  );
  const pairs = Object.entries(field.fill ?? {});
  const put = (next: [string, string][]) =>
    patch({
      fill: next.length ? Object.fromEntries(next) : undefined,
      ...(next.length ? {} : { stamp: undefined }),
    });
  const options = (fields: Field[]) =>
    fields.map((each) => ({ value: each.key, label: label(each.label) || each.key }));
  const free = own.find((each) => !pairs.some(([key]) => key === each.key));
  const firstTarget = targetFields.find((each) => each.type === free?.type) ?? targetFields[0];
  return (
    <Property label={t("property.fill")} help={t("property.fill_help")}>
      {pairs.map(([to, from], at) => (
        <div key={to} className={styles.mapping}>
          <Select
            size="small"
            value={to}
            options={options(own)}
            aria-label={t("property.fill_to")}
            onChange={(next: string) => put(pairs.map((pair, place) => (place === at ? [next, from] : pair)))}
          />
          <ArrowLeft size={14} aria-hidden className={styles.faint} />
          <Select
            size="small"
            value={from}
            options={options(targetFields)}
            aria-label={t("property.fill_from")}
            onChange={(next: string) => put(pairs.map((pair, place) => (place === at ? [to, next] : pair)))}
          />
          <Button
            type="text"
            size="small"
            icon={<Trash2 size={14} />}
            aria-label={t("property.fill_remove")}
            onClick={() => put(pairs.filter((_, place) => place !== at))}
          />
        </div>
      ))}
      <Button
        size="small"
        icon={<Plus size={14} />}
        disabled={!free || !firstTarget}
        onClick={() => put([...pairs, [free!.key, firstTarget!.key]])}
      >
        {t("property.fill_add")}
      </Button>
    </Property>
  );
}
