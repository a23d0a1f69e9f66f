/** One field of a bulk edit: which, and whether it becomes a value, the result of a formula, or nothing. */
import { Button, Segmented, Select } from "antd";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { matchesText } from "@/lib/pinyin";
import { FieldInput } from "@/ui/fields/inputs";
import { FormulaText } from "../tools/formula-text";
import { waysOf, type Becomes, type ChangeDraft } from "./bulk-model";
import styles from "./bulk.module.css";

interface Props {
  app: string;
  form: string;
  fields: Field[];
  taken: (string | null)[];
  draft: ChangeDraft;
  canDesign: boolean;
  onChange: (change: Partial<ChangeDraft>) => void;
  onRemove: (() => void) | null;
}

export function ChangeLine({ app, form, fields, taken, draft, canDesign, onChange, onRemove }: Props) {
  const { t } = useTranslation("bulkedit");
  const label = useLabel();
  const nameOf = (each: Field) => label(each.label) || each.key;
  const field = fields.find((each) => each.key === draft.field);
  const id = `bulk-${draft.line}`;
  return (
    <li className={styles.line}>
      <div className={styles.lineHead}>
        <Select
          aria-label={t("field")}
          className={styles.field}
          value={draft.field ?? undefined}
          placeholder={t("choose")}
          showSearch={{ filterOption: (text, option) => matchesText(text, String(option?.label ?? "")) }}
          options={fields
            .filter((each) => each.key === draft.field || !taken.includes(each.key))
            .map((each) => ({ value: each.key, label: nameOf(each) }))}
          onChange={(key: string) => {
            const ways = waysOf(fields.find((each) => each.key === key));
            const becomes = ways.includes(draft.becomes) ? draft.becomes : "value";
            onChange({ field: key, value: null, becomes });
          }}
        />
        <Segmented<Becomes>
          aria-label={t("becomes")}
          value={draft.becomes}
          options={waysOf(field).map((way) => ({ value: way, label: t(`way.${way}`) }))}
          onChange={(becomes) => onChange({ becomes })}
        />
        {onRemove && (
          <Button type="text" icon={<X size={16} />} aria-label={t("remove")} onClick={onRemove} />
        )}
      </div>
      {field && draft.becomes === "value" && (
        <div className={styles.input}>
          <label className={styles.label} htmlFor={id}>
            {t("value", { field: nameOf(field) })}
          </label>
          <FieldInput
            key={field.key}
            id={id}
            field={field}
            topic={field.key}
            label={nameOf(field)}
            value={draft.value}
            onChange={(value) => onChange({ value })}
          />
        </div>
      )}
      {field && draft.becomes === "formula" && (
        <FormulaText
          app={app}
          form={form}
          canDesign={canDesign}
          label={t("formula", { field: nameOf(field) })}
          hint={t("formula_hint", { key: field.key })}
          value={draft.formula}
          onChange={(formula) => onChange({ formula })}
        />
      )}
      {field && draft.becomes === "empty" && <p className={styles.hint}>{t("empties")}</p>}
      {field && draft.becomes === "refill" && <p className={styles.hint}>{t("refills")}</p>}
    </li>
  );
}
