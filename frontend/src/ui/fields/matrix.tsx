/** Rows that share their answers: a table, and on a phone one card per row. */
import type { MatrixField } from "@/lib/form-runtime/definition";
import { choicesOf, matrixAnswers } from "@/lib/form-runtime/kinds";
import { useLabel } from "@/lib/i18n";
import styles from "./survey.module.css";
import type { DisplayProps, FieldWidget } from "./types";

export const pairsOf = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : []);

const rowOf = (pair: string): string => pair.slice(0, pair.indexOf(":"));

/** The answers after one was chosen or taken back; in the order of rows and answers, as the server keeps them. */
export function answered(field: MatrixField, pairs: string[], row: string, answer: string): string[] {
  const pair = `${row}:${answer}`;
  const others = field.answer === "several" ? pairs : pairs.filter((one) => rowOf(one) !== row);
  const next = pairs.includes(pair) ? pairs.filter((one) => one !== pair) : [...others, pair];
  const rank = new Map(choicesOf(field).map((option, at) => [option.value, at]));
  return next.sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
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

export const matrixWidget: FieldWidget<MatrixField> = { Display: MatrixDisplay };
