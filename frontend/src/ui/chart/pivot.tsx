/** Cross table with subtotals that fold; a real table, so that it can be read and copied. */
import { ChevronDown, ChevronRight } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PivotPage } from "@/lib/report/figure";
import { openLines, pivotLines, type PivotLine } from "@/lib/report/pivot";
import { ScrollRegion } from "@/ui/scroll-region";
import styles from "./table.module.css";
import { sameCell, type ChartProps } from "./types";

const isNumber = (value: unknown): value is number => typeof value === "number";

/** The largest value of each measure among rows that are no totals: how long a bar may get. */
function largest(page: PivotPage): number[] {
  return page.measures.map((_, at) =>
    Math.max(
      0,
      ...page.cells.flatMap((row, line) =>
        row.flatMap((cell, column) => {
          const value = cell?.values[at];
          const detail = page.row_heads[line]?.total === null && page.col_heads[column]?.total === null;
          return detail && isNumber(value) ? [Math.abs(value)] : [];
        }),
      ),
    ),
  );
}

export function Pivot({ page, onPick, picked, colours, label }: ChartProps<PivotPage>) {
  const { t } = useTranslation("charts");
  const lines = useMemo(() => pivotLines(page.row_heads, page.rows.length), [page]);
  const columns = useMemo(() => pivotLines(page.col_heads, page.cols.length), [page]);
  const groups = useMemo(
    () => lines.filter((line) => line.kind === "subtotal").map((line) => line.id),
    [lines],
  );
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  // Groups begin as the chart says; what was clicked since is the other way round.
  const closed = new Set(groups.filter((id) => page.collapsed !== toggled.has(id)));
  const most = useMemo(() => largest(page), [page]);
  const flip = (id: string): void => {
    const next = new Set(toggled);
    if (!next.delete(id)) next.add(id);
    setToggled(next);
  };
  const several = page.measures.length > 1;
  const headOf = (column: PivotLine): string =>
    column.kind === "total"
      ? t("total")
      : column.kind === "subtotal"
        ? t("subtotal_of", { name: column.head.texts.at(-1) ?? "" })
        : column.head.texts.join(" · ");
  const wide = page.cols.length > 0;
  return (
    <ScrollRegion className={styles.scroll} label={label}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            <th scope="col" rowSpan={wide && several ? 2 : 1}>
              {page.rows.join(" / ")}
            </th>
            {wide &&
              columns.map((column) => (
                <th
                  key={column.id + column.kind}
                  scope="colgroup"
                  colSpan={page.measures.length}
                  className={several ? styles.middle : styles.number}
                >
                  {headOf(column)}
                </th>
              ))}
            {!wide &&
              page.measures.map((measure) => (
                <th key={measure.key} scope="col" className={styles.number}>
                  {measure.label}
                </th>
              ))}
          </tr>
          {wide && several && (
            <tr>
              {columns.map((column) =>
                page.measures.map((measure) => (
                  <th key={`${column.id}${column.kind}${measure.key}`} scope="col" className={styles.number}>
                    {measure.label}
                  </th>
                )),
              )}
            </tr>
          )}
        </thead>
        <tbody>
          {openLines(lines, closed).map((line) => (
            <tr key={line.kind + line.id} data-kind={line.kind}>
              <th scope="row" style={{ paddingInlineStart: 10 + line.depth * 18 }}>
                {line.kind === "subtotal" ? (
                  <button
                    type="button"
                    className={styles.fold}
                    aria-expanded={!closed.has(line.id)}
                    onClick={() => flip(line.id)}
                  >
                    {closed.has(line.id) ? (
                      <ChevronRight size={14} aria-hidden />
                    ) : (
                      <ChevronDown size={14} aria-hidden />
                    )}
                    {line.head.texts.at(-1)}
                  </button>
                ) : line.kind === "total" ? (
                  t("total")
                ) : (
                  line.head.texts.at(-1)
                )}
              </th>
              {columns.map((column) => {
                const cell = page.cells[line.at]?.[column.at];
                const click = { ...line.head.cell, ...column.head.cell };
                return page.measures.map((measure, at) => {
                  const text = cell?.texts[at] ?? "–";
                  const value = cell?.values[at];
                  const plain = line.kind === "row" && column.kind === "row";
                  const bar =
                    page.bars && plain && isNumber(value) && (most[at] ?? 0) > 0
                      ? `${(Math.abs(value) / most[at]!) * 100}%`
                      : null;
                  return (
                    <td
                      key={`${column.id}${column.kind}${measure.key}`}
                      className={styles.number}
                      data-total={column.kind !== "row" || undefined}
                      data-picked={(plain && sameCell(picked, click)) || undefined}
                    >
                      {bar && (
                        <span
                          className={styles.bar}
                          style={{ width: bar, background: colours[0] }}
                          aria-hidden
                        />
                      )}
                      {onPick && cell ? (
                        <button
                          type="button"
                          className={styles.pick}
                          onClick={() =>
                            onPick({
                              cell: click,
                              name: [...line.head.texts, ...column.head.texts].join(" · ") || t("total"),
                            })
                          }
                        >
                          {text}
                        </button>
                      ) : (
                        text
                      )}
                    </td>
                  );
                });
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
