/** One row per field, one column per record; on a phone the fields stand below each other. */
import { Radio, Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import type { Column, RecordRow } from "@/lib/records/types";
import { cellContent, type CellSurroundings } from "@/ui/record-cells/cell-content";
import { ScrollRegion } from "@/ui/scroll-region";
import { ALL, takesAll } from "./choices";
import styles from "./duplicates.module.css";

interface Props {
  rows: RecordRow[];
  columns: Column[];
  /** Fields with something to choose. */
  fields: Field[];
  winner: string;
  choose: Record<string, string>;
  around: CellSurroundings;
  onWinner: (id: string) => void;
  onChoose: (key: string, id: string) => void;
}

export function ChoiceTable({ rows, columns, fields, winner, choose, around, onWinner, onChoose }: Props) {
  const { t } = useTranslation("duplicates");
  const nameOf = (row: RecordRow) => row._title || t("untitled");
  const same = columns.filter((column) => fields.every((field) => field.key !== column.key));
  const filled = same.filter((column) => rows.some((row) => cellContent(column, row, around) !== null));
  return (
    <ScrollRegion label={t("merge.title")} className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("merge.stays")}</th>
            {rows.map((row) => (
              <th key={row.id} scope="col" data-winner={row.id === winner || undefined}>
                <Radio
                  name="winner"
                  checked={row.id === winner}
                  aria-label={t("merge.keep", { name: nameOf(row) })}
                  onChange={() => onWinner(row.id)}
                >
                  {nameOf(row)}
                </Radio>
                {row.id === winner && <Tag color="success">{t("merge.winner")}</Tag>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => {
            const column = columns.find((each) => each.key === field.key);
            if (!column) return null;
            return (
              <tr key={field.key}>
                <th scope="row">
                  {column.label}
                  {takesAll(field) && (
                    <Radio
                      name={field.key}
                      checked={choose[field.key] === ALL}
                      onChange={() => onChoose(field.key, ALL)}
                    >
                      {t("merge.all")}
                    </Radio>
                  )}
                </th>
                {rows.map((row) => {
                  const taken = choose[field.key] === row.id || choose[field.key] === ALL;
                  return (
                    <td key={row.id} data-taken={taken || undefined}>
                      <Radio
                        name={field.key}
                        checked={choose[field.key] === row.id}
                        aria-label={t("merge.take", { field: column.label, name: nameOf(row) })}
                        onChange={() => onChoose(field.key, row.id)}
                      >
                        {cellContent(column, row, around) ?? (
                          <span className={styles.faint}>{t("merge.empty")}</span>
                        )}
                      </Radio>
                    </td>
                  );
                })}
              </tr>
            );
          })}
          {filled.map((column) => (
            <tr key={column.key} className={styles.same}>
              <th scope="row">{column.label}</th>
              {rows.map((row) => (
                <td key={row.id}>{cellContent(column, row, around)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
