/** What a linked field offers to strangers: nothing unless it is said, then by a condition, with one field as the name. */
import { Select, Switch } from "antd";
import { useTranslation } from "react-i18next";
import type { LinkField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import type { Choosable } from "@/lib/public-form/links";
import { useFormRuntime } from "@/lib/queries/form-runtime";
import { ConditionBuilder } from "@/ui/condition-builder/condition-builder";
import { Property } from "@/ui/property/property";
import { RecordPicker } from "@/ui/record-picker";
import { useDesigner } from "../model/context";
import styles from "./links.module.css";

const NAMING = new Set(["text", "series", "barcode", "email", "phone", "url"]);

/** With the longest condition beside them the server has room for so many. */
const MOST_NAMED = 80;

interface Props {
  field: LinkField;
  value: Choosable | null;
  onChange: (value: Choosable | null) => void;
}

export function ChoiceSettings({ field, value, onChange }: Props) {
  const { t } = useTranslation("formlinks");
  const label = useLabel();
  const { app } = useDesigner();
  const target = useFormRuntime(value ? app : "", value ? field.form : "");
  const definition = target.data?.definition;
  const name = label(field.label) || field.key;
  return (
    <div className={styles.choice}>
      <label className={styles.inline}>
        <Switch
          size="small"
          checked={value !== null}
          onChange={(on) => onChange(on ? { filter: null, ids: null, title: null } : null)}
        />
        {t("choices.offer", { name })}
      </label>
      {value && definition && (
        <>
          <Property label={t("choices.name")}>
            <Select
              allowClear
              className={styles.full}
              aria-label={t("choices.name")}
              placeholder={t("choices.name_auto")}
              value={value.title ?? undefined}
              options={definition.fields
                .filter((each) => NAMING.has(each.type))
                .map((each) => ({ value: each.key, label: label(each.label) || each.key }))}
              onChange={(title: string | undefined) => onChange({ ...value, title: title ?? null })}
            />
          </Property>
          <Property label={t("choices.which")}>
            <ConditionBuilder
              fields={definition.fields}
              place={{ app, form: field.form, scope: "filter", definition, expect: "boolean" }}
              label={t("choices.which")}
              value={value.filter ?? ""}
              onChange={(filter) => onChange({ ...value, filter: filter || null })}
            />
          </Property>
          <Property label={t("choices.ids")} help={t("choices.ids_help")}>
            <RecordPicker
              app={app}
              form={field.form}
              name={t("choices.ids")}
              placeholder={t("choices.ids_none")}
              most={MOST_NAMED}
              value={value.ids ?? []}
              onChange={(ids) => onChange({ ...value, ids: ids.length > 0 ? ids : null })}
            />
          </Property>
        </>
      )}
    </div>
  );
}
