/** «When all of these hold»: chosen from fields, or written as a formula. */
import { Button, Segmented, Select } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { matchesText } from "@/lib/pinyin";
import { FormulaEditor } from "@/ui/formula-editor/formula-editor";
import type { FormulaPlace } from "@/ui/formula-editor/formula-queries";
import styles from "./condition-builder.module.css";
import {
  needsValue,
  operatorsOf,
  parseConditions,
  takesList,
  toText,
  type Condition,
  type Conditions,
} from "./condition-text";
import { ConditionValue } from "./condition-value";
import { valueKind } from "@/lib/form-runtime/kinds";

interface Props {
  fields: Field[];
  place: FormulaPlace;
  label: string;
  value: string;
  onChange: (text: string) => void;
}

export function ConditionBuilder({ fields, place, label, value, onChange }: Props) {
  const { t } = useTranslation("form");
  const parsed = parseConditions(value);
  const known = parsed?.items.every((item) => fields.some((field) => field.key === item.field))
    ? parsed
    : null;
  const [mode, setMode] = useState<"choose" | "formula">(known ? "choose" : "formula");
  // Conditions without a value yet are not in the text; they live here until they are complete.
  const [draft, setDraft] = useState<Conditions>(
    known?.items.length ? known : { join: "and", items: [{ field: "", operator: "eq", value: null }] },
  );
  const typeOf = (key: string): string => {
    const field = fields.find((each) => each.key === key);
    return field ? valueKind(field) : "text";
  };
  const put = (next: Conditions) => {
    setDraft(next);
    const text = toText(next, typeOf);
    if (text !== value) onChange(text);
  };
  const change = (at: number, item: Condition) =>
    put({ ...draft, items: draft.items.map((each, place) => (place === at ? item : each)) });
  return (
    <div className={styles.builder}>
      <div className={styles.head}>
        {mode === "choose" && draft.items.length > 1 && (
          <Segmented<"and" | "or">
            size="small"
            aria-label={t("condition.join")}
            value={draft.join}
            options={[
              { value: "and", label: t("condition.all") },
              { value: "or", label: t("condition.any") },
            ]}
            onChange={(join) => put({ ...draft, join })}
          />
        )}
        <Segmented<"choose" | "formula">
          size="small"
          className={styles.mode}
          aria-label={t("condition.mode")}
          value={mode}
          options={[
            { value: "choose", label: t("condition.choose"), disabled: !known },
            { value: "formula", label: t("condition.formula") },
          ]}
          onChange={(next) => {
            if (next === "choose" && known?.items.length) setDraft(known);
            setMode(next);
          }}
        />
      </div>
      {mode === "formula" ? (
        <FormulaEditor
          small
          label={label}
          place={{ ...place, expect: "boolean" }}
          value={value}
          onChange={onChange}
        />
      ) : (
        <>
          {draft.items.map((item, at) => (
            <Row
              key={at}
              item={item}
              fields={fields}
              onChange={(next) => change(at, next)}
              onRemove={() => put({ ...draft, items: draft.items.filter((_, place) => place !== at) })}
            />
          ))}
          <Button
            size="small"
            type="text"
            icon={<Plus size={14} />}
            onClick={() =>
              setDraft({ ...draft, items: [...draft.items, { field: "", operator: "eq", value: null }] })
            }
          >
            {t("condition.add")}
          </Button>
        </>
      )}
    </div>
  );
}

interface RowProps {
  item: Condition;
  fields: Field[];
  onChange: (item: Condition) => void;
  onRemove: () => void;
}

function Row({ item, fields, onChange, onRemove }: RowProps) {
  const { t } = useTranslation("form");
  const label = useLabel();
  const field = fields.find((each) => each.key === item.field);
  const operators = field ? operatorsOf(field) : [];
  const pick = (key: string) => {
    const next = fields.find((each) => each.key === key)!;
    onChange({ field: key, operator: operatorsOf(next)[0]!, value: next.type === "boolean" ? true : null });
  };
  return (
    <div className={styles.row}>
      <Select
        className={styles.field}
        value={item.field || undefined}
        placeholder={t("condition.field")}
        aria-label={t("condition.field")}
        showSearch={{
          filterOption: (text, option) =>
            matchesText(text, String(option?.label ?? ""), String(option?.value ?? "")),
        }}
        options={fields.map((each) => ({ value: each.key, label: label(each.label) || each.key }))}
        onChange={pick}
      />
      {field && (
        <Select
          className={styles.operator}
          value={item.operator}
          aria-label={t("condition.operator")}
          options={operators.map((operator) => ({ value: operator, label: t(`condition.op.${operator}`) }))}
          onChange={(operator) =>
            onChange({
              ...item,
              operator,
              value: takesList(operator) === takesList(item.operator) ? item.value : null,
            })
          }
        />
      )}
      {field && needsValue(item.operator) && <ConditionValue field={field} item={item} onChange={onChange} />}
      <Button
        type="text"
        size="small"
        className={styles.remove}
        icon={<Trash2 size={14} />}
        aria-label={t("condition.remove")}
        onClick={onRemove}
      />
    </div>
  );
}
