/** One condition: a field, what is asked of it, the value. */
import { Button, Select } from "antd";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { matchesText } from "@/lib/pinyin";
import type { Condition } from "../model/filter-model";
import { operatorsOf } from "../model/filter-operators";
import { FilterValue } from "./filter-value";
import styles from "./tools.module.css";

interface Props {
  fields: Field[];
  condition: Condition;
  /** «and» or «or» before this row; null in the first. */
  word: "and" | "or" | null;
  onWord: ((word: "and" | "or") => void) | null;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
}

export function FilterRow({ fields, condition, word, onWord, onChange, onRemove }: Props) {
  const { t } = useTranslation("records");
  const label = useLabel();
  const field = fields.find((each) => each.key === condition.field);
  if (!field) return null;
  const operators = operatorsOf(field);
  const takes = operators[condition.operator]?.takes ?? "nothing";
  const nameOf = (each: Field) => label(each.label) || each.key;
  const chooseField = (key: string) => {
    const next = fields.find((each) => each.key === key)!;
    onChange({ field: key, operator: Object.keys(operatorsOf(next))[0]!, value: null });
  };
  const chooseOperator = (operator: string) => {
    const same = operators[operator]?.takes === takes;
    onChange({ ...condition, operator, value: same ? condition.value : null });
  };
  const words = [
    { value: "and" as const, label: t("filter.and") },
    { value: "or" as const, label: t("filter.or") },
  ];
  return (
    <li className={styles.condition}>
      <span className={styles.word}>
        {word === null ? (
          t("filter.where")
        ) : onWord ? (
          <Select size="small" aria-label={t("filter.word")} value={word} options={words} onChange={onWord} />
        ) : (
          t(`filter.${word}`)
        )}
      </span>
      <Select
        className={styles.conditionField}
        aria-label={t("filter.field")}
        value={condition.field}
        showSearch={{ filterOption: (text, option) => matchesText(text, String(option?.label ?? "")) }}
        options={fields.map((each) => ({ value: each.key, label: nameOf(each) }))}
        onChange={chooseField}
      />
      <Select
        className={styles.conditionOperator}
        aria-label={t("filter.operator")}
        value={condition.operator}
        popupMatchSelectWidth={false}
        options={Object.keys(operators).map((name) => ({ value: name, label: t(`operator.${name}`) }))}
        onChange={chooseOperator}
      />
      <div className={styles.conditionValue}>
        <FilterValue
          field={field}
          label={nameOf(field)}
          takes={takes}
          value={condition.value}
          onChange={(value) => onChange({ ...condition, value })}
        />
      </div>
      <Button
        type="text"
        icon={<X size={16} />}
        aria-label={t("filter.remove", { field: nameOf(field) })}
        onClick={onRemove}
      />
    </li>
  );
}
