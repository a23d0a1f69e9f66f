/** The field's type, and what it may become. Before publishing the designer sees what happens to each value. */
import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Field, FieldType } from "@/lib/form-runtime/definition";
import { useLocale } from "@/lib/i18n";
import { Property } from "@/ui/property/property";
import { FieldIcon } from "../field-icons";
import { useDesigner } from "../model/context";
import { changeType, targetsOf } from "../model/retype";
import styles from "./properties.module.css";

export function TypeChoice({ field, subform }: { field: Field; subform?: string }) {
  const { t } = useTranslation(["designer", "uses"]);
  const locale = useLocale();
  const id = useId();
  const { apply } = useDesigner();
  const targets = targetsOf(field.type).filter((type) => !subform || type !== "series");
  if (targets.length < 2) return null;
  return (
    <Property label={t("uses:type.label")} htmlFor={id} help={t("uses:type.help")}>
      <Select<FieldType>
        id={id}
        className={styles.full}
        aria-label={t("uses:type.label")}
        value={field.type}
        options={targets.map((type) => ({ value: type, label: t(`type.${type}`) }))}
        optionRender={({ value, label }) => (
          <span className={styles.typeOption}>
            <FieldIcon type={value as FieldType} />
            {label}
          </span>
        )}
        onChange={(type) =>
          apply(`type:${subform ?? ""}.${field.key}`, (before) =>
            changeType(before, field.key, type, locale, subform),
          )
        }
      />
    </Property>
  );
}
