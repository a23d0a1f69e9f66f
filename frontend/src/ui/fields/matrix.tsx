/** Rows that share their answers: a table, and on a phone one card per row. */
import { Button, Popover } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { FieldOption, MatrixField } from "@/lib/form-runtime/definition";
import { choicesOf, matrixAnswers } from "@/lib/form-runtime/kinds";
import { useLabel } from "@/lib/i18n";
import { usePhone } from "@/lib/use-media";

import styles from "./survey.module.css";
import { ariaOf, type DisplayProps, type FieldWidget, type InputProps } from "./types";

const pairsOf = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : []);
const rowOf = (pair: string): string => pair.slice(0, pair.indexOf(":"));

/** The answers after one was chosen or taken back; in the order of rows and answers, as the server keeps them. */
export function answered(field: MatrixField, pairs: string[], row: string, answer: string): string[] {
  const pair = `${row}:${answer}`;
  const others = field.answer === "several" ? pairs : pairs.filter((one) => rowOf(one) !== row);
  const next = pairs.includes(pair) ? pairs.filter((one) => one !== pair) : [...others, pair];
  const rank = new Map(choicesOf(field).map((option, at) => [option.value, at]));
  return next.sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
}

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

function MatrixInput(props: InputProps<MatrixField>) {
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

function MatrixDisplay({ field, value, compact }: DisplayProps<MatrixField>) {
  const label = useLabel();
  const pairs = pairsOf(value);
  const names = new Map(choicesOf(field).map((option) => [option.value, label(option.label)]));
  if (compact) return <>{pairs.map((pair) => names.get(pair) ?? pair).join("; ")}</>;
  const answers = new Map(matrixAnswers(field).map((option) => [option.value, label(option.label)]));
  return (
    <dl className={styles.answered}>
      {field.rows.flatMap((row) => {
        const own = pairs.filter((pair) => rowOf(pair) === row.value);
        if (own.length === 0) return [];
        const shown = own.map((pair) => answers.get(pair.slice(row.value.length + 1)) ?? pair).join(" · ");
        return [
          <div key={row.value}>
            <dt>{label(row.label) || row.value}</dt>
            <dd>{shown}</dd>
          </div>,
        ];
      })}
    </dl>
  );
}

export const matrixWidget: FieldWidget<MatrixField> = { Input: MatrixInput, Display: MatrixDisplay };
