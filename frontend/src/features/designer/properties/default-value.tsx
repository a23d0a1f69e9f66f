/** The default: nothing, a value chosen with the field's own widget, or a formula. */
import { Segmented } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { FieldInput } from "@/ui/fields/inputs";
import { FormulaEditor } from "@/ui/formula-editor/formula-editor";
import { Property } from "@/ui/property/property";
import { useDesigner } from "../model/context";
import styles from "./properties.module.css";
import type { TypeProps } from "./use-field-patch";

const isFormula = (value: unknown): value is { formula: string } =>
  typeof value === "object" && value !== null && !Array.isArray(value) && "formula" in value;

const EXPECT: Record<string, string> = {
  number: "number",
  money: "number",
  percent: "number",
  duration: "number",
  rating: "number",
  slider: "number",
  time: "text",
  boolean: "boolean",
  date: "date",
  datetime: "datetime",
  text: "text",
  long_text: "text",
  select: "text",
  cascade: "text",
  address: "text",
  location: "text",
  barcode: "text",
  phone: "text",
  email: "text",
  url: "text",
  member: "person",
  department: "department",
};

export function DefaultValue({ field, subform, patch }: TypeProps) {
  const { t } = useTranslation("designer");
  const id = useId();
  const { app, form, definition } = useDesigner();
  const value = field.default;
  const mode = isFormula(value) ? "formula" : "value";
  return (
    <div className={styles.group}>
      <Property label={t("property.default")} htmlFor={mode === "value" ? id : undefined}>
        <Segmented
          size="small"
          style={{ marginBottom: 8 }}
          aria-label={t("property.default_kind")}
          value={mode}
          options={[
            { value: "value", label: t("property.default_value") },
            { value: "formula", label: t("property.default_formula") },
          ]}
          onChange={(next) => patch({ default: next === "formula" ? { formula: "" } : undefined })}
        />
        {isFormula(value) ? (
          <FormulaEditor
            small
            label={t("property.default")}
            place={{
              app,
              form,
              definition,
              scope: subform ? `row:${subform}` : "form",
              expect: EXPECT[field.type],
            }}
            value={value.formula}
            onChange={(formula) => patch({ default: { formula } })}
          />
        ) : (
          <FieldInput
            id={id}
            field={field}
            topic={subform ? `${subform}.${field.key}` : field.key}
            value={value ?? null}
            label={t("property.default")}
            onChange={(next) => patch({ default: next === null || next === "" ? undefined : next })}
          />
        )}
      </Property>
    </div>
  );
}
