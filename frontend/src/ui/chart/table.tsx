/** Records or groups as a table; also the table view behind every other chart. */
import { Button } from "antd";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TableView } from "@/lib/report/figure";
import { ScrollRegion } from "@/ui/scroll-region";
import styles from "./table.module.css";

interface Props {
  view: TableView;
  label: string;
  /** Rows of a page; absent: all of them. */
  size?: number;
  /** Opens the record of a row, where rows are records. */
  onOpen?: (id: string) => void;
}

const numeric = (column: { number: boolean }) => (column.number ? styles.number : undefined);

export function Table({ view, label, size, onOpen }: Props) {
  const { t } = useTranslation("charts");
  const [wanted, setPage] = useState(0);
  const pages = size ? Math.max(1, Math.ceil(view.rows.length / size)) : 1;
  const page = Math.min(wanted, pages - 1);
  const from = size ? page * size : 0;
  const rows = size ? view.rows.slice(from, from + size) : view.rows;
  const totals = view.totals.filter((total) => total.by.length === 0).flatMap((total) => total.rows);
  const ids = onOpen ? (view.ids ?? null) : null;
  return (
    <div className={styles.framed}>
      <ScrollRegion className={styles.scroll} label={label}>
        <table className={styles.table} aria-label={label}>
          <thead>
            <tr>
              {view.columns.map((column) => (
                <th key={column.key} scope="col" className={numeric(column)}>
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => {
              const id = ids?.[from + at];
              return (
                <tr key={from + at} className={id ? styles.row : undefined}>
                  {row.map((text, place) => (
                    <td key={place} className={numeric(view.columns[place]!)} title={text}>
                      {id && onOpen && place === 0 ? (
                        <button type="button" className={styles.pick} onClick={() => onOpen(id)}>
                          {text}
                        </button>
                      ) : (
                        text
                      )}
                    </td>
                  ))}
                </tr>
              );
            })}
            {page === pages - 1 &&
              totals.map((row, at) => (
                <tr key={`total-${at}`} data-kind="total">
                  {row.map((text, place) => (
                    <td key={place} className={numeric(view.columns[place]!)}>
                      {text}
                    </td>
                  ))}
                </tr>
              ))}
          </tbody>
        </table>
      </ScrollRegion>
      {pages > 1 && (
        <div className={styles.foot}>
          <span>{t("table.page", { from: from + 1, to: from + rows.length, of: view.rows.length })}</span>
          <Button
            size="small"
            type="text"
            icon={<ChevronLeft size={16} />}
            aria-label={t("table.before")}
            disabled={page === 0}
            onClick={() => setPage(page - 1)}
          />
          <Button
            size="small"
            type="text"
            icon={<ChevronRight size={16} />}
            aria-label={t("table.next")}
            disabled={page === pages - 1}
            onClick={() => setPage(page + 1)}
          />
        </div>
      )}
    </div>
  );
}
