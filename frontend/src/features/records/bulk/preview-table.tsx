/** The first records before and after, each with what the rules say to it. */
import { ArrowRight, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { isEmpty } from "@/lib/form-runtime/paths";
import { ScrollRegion } from "@/ui/scroll-region";
import { cellContent, type CellSurroundings } from "@/ui/record-cells/cell-content";
import type { Column, RecordRow } from "../model/types";
import type { Preview } from "./bulk-model";
import styles from "./bulk.module.css";

interface Props {
  preview: Preview;
  columns: Column[];
  around: CellSurroundings;
  waiting: boolean;
}

export function PreviewTable({ preview, columns, around, waiting }: Props) {
  const { t } = useTranslation("bulkedit");
  return (
    <ScrollRegion className={styles.sample} label={t("preview.label")}>
      <table aria-busy={waiting}>
        <thead>
          <tr>
            <th scope="col">{t("preview.record")}</th>
            {columns.map((column) => (
              <th key={column.key} scope="col">
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.sample.map((row) => (
            <tr key={row.id} data-wrong={row.problem ? "" : undefined}>
              <th scope="row">
                {row.title || around.words.untitled}
                {row.problem && (
                  <span className={styles.problem}>
                    <TriangleAlert size={14} aria-hidden />
                    {row.problem}
                  </span>
                )}
              </th>
              {columns.map((column) => (
                <td key={column.key}>
                  <span className={styles.change}>
                    <Side column={column} values={row.before} around={around} old />
                    {!row.problem && (
                      <>
                        <ArrowRight size={14} aria-label={t("preview.becomes")} />
                        <Side column={column} values={row.after} around={around} />
                      </>
                    )}
                  </span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

interface SideProps {
  column: Column;
  values: Partial<RecordRow>;
  around: CellSurroundings;
  old?: boolean;
}

function Side({ column, values, around, old }: SideProps) {
  const { t } = useTranslation("bulkedit");
  const value = values[column.key];
  return (
    <span className={old ? styles.before : styles.after}>
      {isEmpty(value) ? (
        <span className={styles.nothing}>{t("preview.empty")}</span>
      ) : (
        cellContent(column, values as RecordRow, around)
      )}
    </span>
  );
}
