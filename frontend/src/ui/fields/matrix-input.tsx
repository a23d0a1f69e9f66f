import { Button, Popover } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { FieldOption, MatrixField } from "@/lib/form-runtime/definition";
import { matrixAnswers } from "@/lib/form-runtime/kinds";
import { useLabel } from "@/lib/i18n";
import { usePhone } from "@/lib/use-media";
import styles from "./survey.module.css";
import { ariaOf, type InputProps } from "./types";
import { pairsOf, answered } from "./matrix";

interface CellProps {
  group: string;
  several: boolean;
  checked: boolean;
  name: string;
  disabled?: boolean;
  onToggle: () => void;
  children?: React.ReactNode;
}

/** A native control: arrows move between the answers of a row, the space bar takes one. */
function Answer({ group, several, checked, name, disabled, onToggle, children }: CellProps) {
  return (
    <label className={styles.answer} data-checked={checked || undefined}>
      <input
        type={several ? "checkbox" : "radio"}
        name={group}
        checked={checked}
        disabled={disabled}
        aria-label={name}
        onChange={onToggle}
        onClick={() => !several && checked && onToggle()}
      />
      {children}
    </label>
  );
}

export function MatrixInput(props: InputProps<MatrixField>) {
  const phone = usePhone();
  const label = useLabel();
  const scope = useId();
  const { t } = useTranslation("form");
  if (props.compact) return <CompactMatrix {...props} />;
  const { field, value, onChange } = props;
  const pairs = pairsOf(value);
  const answers = matrixAnswers(field).filter((option) => !option.retired);
  const rows = field.rows.filter((option) => !option.retired);
  const nameOf = (option: FieldOption): string => label(option.label) || option.value;
  const cell = (row: FieldOption, answer: FieldOption, shown?: string) => (
    <Answer
      group={`${scope}-${row.value}`}
      several={field.answer === "several"}
      checked={pairs.includes(`${row.value}:${answer.value}`)}
      name={`${nameOf(row)}: ${nameOf(answer)}`}
      disabled={props.disabled}
      onToggle={() => {
        const next = answered(field, pairs, row.value, answer.value);
        onChange(next.length ? next : null);
      }}
    >
      {shown}
    </Answer>
  );
  const [low, high] =
    field.answer === "number" ? [label(field.low_label), label(field.high_label)] : ["", ""];
  const endOf = (at: number): string => (at === 0 ? low : at === answers.length - 1 ? high : "");
  const frame = {
    id: props.id,
    role: "group",
    "aria-label": props.label,
    onBlur: props.onBlur,
    ...ariaOf(props),
  };
  if (phone)
    return (
      <div {...frame} className={styles.cards}>
        {rows.map((row) => (
          <fieldset key={row.value} className={styles.card}>
            <legend>{nameOf(row)}</legend>
            <div className={styles.cardAnswers}>
              {answers.map((answer) => (
                <span key={answer.value}>{cell(row, answer, nameOf(answer))}</span>
              ))}
            </div>
          </fieldset>
        ))}
        {(low || high) && (
          <p className={styles.ends}>
            <span>{low}</span>
            <span>{high}</span>
          </p>
        )}
      </div>
    );
  return (
    <div {...frame} className={styles.matrixBox}>
      <table className={styles.matrix}>
        <thead>
          <tr>
            <td>
              <span className="dg-sr-only">{t("survey.row")}</span>
            </td>
            {answers.map((answer, at) => (
              <th key={answer.value} scope="col">
                {nameOf(answer)}
                {endOf(at) && <small>{endOf(at)}</small>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.value}>
              <th scope="row">{nameOf(row)}</th>
              {answers.map((answer) => (
                <td key={answer.value}>{cell(row, answer)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CompactMatrix(props: InputProps<MatrixField>) {
  const { t } = useTranslation("form");
  const count = pairsOf(props.value).length;
  return (
    <Popover
      trigger="click"
      content={
        <div className={styles.popped}>
          <MatrixInput {...props} compact={false} />
        </div>
      }
    >
      <Button type="text" id={props.id} aria-label={props.label} disabled={props.disabled}>
        {count ? t("survey.answers", { count }) : "—"}
      </Button>
    </Popover>
  );
}
