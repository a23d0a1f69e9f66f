/** What a field is compared with: a value by the field's own widget, today, or the person at the screen. */
import { Button, Tooltip } from "antd";
import { CalendarDays, UserRound } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { choicesOf, isListKind, valueKind } from "@/lib/form-runtime/kinds";
import { FieldInput } from "@/ui/fields/inputs";
import styles from "./condition-builder.module.css";
import { isToday, isUser, takesList, type Condition } from "./condition-text";

/** The field as a widget for this condition: several values where a list is asked, no limits, no default. */
function asked(field: Field, list: boolean): Field {
  const { key, label } = field;
  const type = valueKind(field);
  if (field.type === "select" || field.type === "multi_select")
    return { key, label, type: list ? "multi_select" : "select", options: field.options };
  if (field.type === "tags") return { key, label, type: "tags", options: field.options };
  if (isListKind(type)) return { key, label, type: "multi_select", options: choicesOf(field) };
  if (field.type === "duration") return { key, label, type: "duration", display: field.display };
  if (field.type === "time") return { key, label, type: "time", seconds: field.seconds };
  if (field.type === "link") return { key, label, type: "link", form: field.form, many: list };
  if (field.type === "member" || field.type === "department")
    return { key, label, type: field.type, many: list };
  if (type === "datetime") return { key, label, type: "date" };
  if (type === "rating" || type === "slider") return { key, label, type: "number", decimals: 6 };
  if (["number", "money", "percent", "date", "boolean"].includes(type))
    return { key, label, type, decimals: decimalsOf(field, type) } as Field;
  return { key, label, type: "text" };
}

/** A computed number may have any decimals; money and percents have two until somebody says otherwise. */
const decimalsOf = (field: Field, type: string) =>
  ("decimals" in field ? field.decimals : null) ?? (type === "number" && field.type !== "number" ? 6 : null);

interface Props {
  field: Field;
  item: Condition;
  onChange: (item: Condition) => void;
}

export function ConditionValue({ field, item, onChange }: Props) {
  const { t } = useTranslation("form");
  const id = useId();
  const type = valueKind(field);
  const live = isToday(item.value) ? "today" : isUser(item.value) ? "user" : null;
  const offers =
    type === "date" || type === "datetime"
      ? "today"
      : type === "member" && !takesList(item.operator)
        ? "user"
        : null;
  return (
    <span className={styles.value}>
      {live ? (
        <span className={styles.live}>{t(`condition.${live}`)}</span>
      ) : (
        <FieldInput
          id={id}
          field={asked(field, takesList(item.operator))}
          topic={field.key}
          value={item.value}
          label={t("condition.value")}
          onChange={(value) => onChange({ ...item, value })}
        />
      )}
      {!live && (
        <label className="dg-sr-only" htmlFor={id}>
          {t("condition.value")}
        </label>
      )}
      {offers && (
        <Tooltip title={t(live ? "condition.fixed" : `condition.${offers}`)}>
          <Button
            type={live ? "primary" : "default"}
            icon={offers === "today" ? <CalendarDays size={14} /> : <UserRound size={14} />}
            aria-label={t(`condition.${offers}`)}
            aria-pressed={live !== null}
            onClick={() => onChange({ ...item, value: live ? null : { [offers]: true } })}
          />
        </Tooltip>
      )}
    </span>
  );
}
