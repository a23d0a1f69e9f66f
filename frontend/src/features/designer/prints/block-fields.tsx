/** Which fields, and which columns of line items, a block prints. */
import { Checkbox, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { FieldsBlock, LinesBlock } from "@/lib/printing/types";
import { isOneValue } from "@/lib/form-runtime/kinds";
import { useLabel } from "@/lib/i18n";
import { useDesigner } from "../model/context";
import { subformOf, subformPaths } from "../model/edit";
import { Size, useFieldOptions, type BlockProps } from "./block-parts";
import styles from "./prints.module.css";

export function FieldsForm({ block, onChange }: BlockProps<FieldsBlock>) {
  const { t } = useTranslation("prints");
  const options = useFieldOptions();
  const { definition } = useDesigner();
  return (
    <>
      <Select
        mode="multiple"
        aria-label={t("block.fields")}
        className={styles.full}
        maxTagCount={8}
        value={block.fields}
        options={options(definition.fields.filter(isOneValue))}
        onChange={(fields: string[]) => onChange({ ...block, fields })}
      />
      <div className={styles.settings}>
        <Size
          label={t("columns")}
          unit=""
          max={4}
          value={block.columns ?? 2}
          onChange={(columns) => onChange({ ...block, columns })}
        />
        <Checkbox
          checked={block.border ?? true}
          onChange={(event) => onChange({ ...block, border: event.target.checked })}
        >
          {t("border")}
        </Checkbox>
        <Checkbox
          checked={block.empty ?? true}
          onChange={(event) => onChange({ ...block, empty: event.target.checked })}
        >
          {t("empty_fields")}
        </Checkbox>
      </div>
    </>
  );
}

export function LinesForm({ block, onChange }: BlockProps<LinesBlock>) {
  const { t } = useTranslation("prints");
  const options = useFieldOptions();
  const { definition } = useDesigner();
  const label = useLabel();
  const columns = subformOf(definition, block.subform)?.fields ?? [];
  const nameOf = (path: string): string =>
    path
      .split(".")
      .map((key, depth, keys) => {
        const own = subformOf(definition, keys.slice(0, depth + 1).join("."));
        return label(own?.label) || key;
      })
      .join(" › ");
  return (
    <>
      <Select
        aria-label={t("block.lines")}
        className={styles.full}
        value={block.subform || null}
        options={subformPaths(definition.fields).map((path) => ({ value: path, label: nameOf(path) }))}
        onChange={(subform: string) => {
          const own = subformOf(definition, subform)?.fields ?? [];
          onChange({ ...block, subform, columns: own.map(({ key }) => ({ field: key })), totals: [] });
        }}
      />
      <Select
        mode="multiple"
        aria-label={t("line_columns")}
        className={styles.full}
        value={(block.columns ?? []).map((column) => column.field)}
        options={options(columns)}
        onChange={(keys: string[]) => onChange({ ...block, columns: keys.map((field) => ({ field })) })}
      />
      <Select
        mode="multiple"
        aria-label={t("totals")}
        placeholder={t("totals")}
        className={styles.full}
        value={block.totals ?? []}
        options={options(columns)}
        onChange={(totals: string[]) => onChange({ ...block, totals })}
      />
    </>
  );
}
