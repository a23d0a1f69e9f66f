import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { FormulaField } from "@/lib/form-runtime/definition";
import { FormulaEditor } from "@/ui/formula-editor/formula-editor";
import { NumberProperty, Pair, Property } from "@/ui/property/property";
import { useDesigner } from "../model/context";
import { CurrencySelect } from "./number-types";
import styles from "./properties.module.css";
import type { TypeProps } from "./use-field-patch";

const KINDS = ["number", "money", "percent", "text", "boolean", "date", "datetime"];
const NUMERIC = new Set(["number", "money", "percent"]);

export function FormulaProperties({ field, subform, patch }: TypeProps<FormulaField>) {
  const { t } = useTranslation("designer");
  const { app, form, definition } = useDesigner();
  const id = useId();
  const kind = field.as ?? "number";
  const expect = NUMERIC.has(kind) ? "number" : kind;
  return (
    <>
      <Property label={t("property.formula")}>
        <FormulaEditor
          label={t("property.formula")}
          place={{ app, form, definition, scope: subform ? `row:${subform}` : "form", expect }}
          value={field.formula}
          onChange={(formula) => patch({ formula: formula || "0" })}
        />
      </Property>
      <Pair>
        <Property label={t("property.as")} htmlFor={id}>
          <Select
            id={id}
            className={styles.full}
            value={kind}
            aria-label={t("property.as")}
            options={KINDS.map((each) => ({ value: each, label: t(`type.${each}`) }))}
            onChange={(as: string) => patch({ as })}
          />
        </Property>
        {NUMERIC.has(kind) && (
          <NumberProperty
            label={t("property.decimals")}
            min={0}
            max={10}
            value={field.decimals}
            onChange={(decimals) => patch({ decimals })}
          />
        )}
      </Pair>
      {kind === "money" && (
        <Property label={t("property.currency")}>
          <CurrencySelect value={field.currency ?? "CNY"} onChange={(currency) => patch({ currency })} />
        </Property>
      )}
    </>
  );
}
