/** Below the grid: what is wrong with the cell at hand, what the selection adds up to, undo and redo. */
import { Button } from "antd";
import { Redo2, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/lib/form-runtime/format";
import { figuresOf } from "./actions";
import type { Sheet } from "./sheet";
import styles from "./sheet.module.css";

const figure = (value: number): string => formatNumber(value, undefined, true);

export function StatusBar({ sheet, onDone }: { sheet: Sheet; onDone: () => void }) {
  const { t } = useTranslation("records");
  const { range, busy, undo } = sheet;
  const { source, columns, locked } = sheet.around;
  const row = range ? source.row(range.anchor.row) : undefined;
  const column = range ? columns[range.anchor.column] : undefined;
  const problem = row && column ? sheet.problemsOf(row.id)?.[column.key] : undefined;
  const lock = column ? locked(column) : null;
  const figures = figuresOf(sheet);
  const mine = problem === undefined ? "" : String(problem.mine ?? t("sheet.blank"));
  return (
    <div className={styles.status}>
      <span className={styles.message} role="status">
        {busy ? (
          t("sheet.saving", { done: busy.done, total: busy.total })
        ) : problem && row && column ? (
          <>
            <span className={styles.wrong} role="alert">
              {t(problem.conflict ? "sheet.conflict" : "sheet.not_saved", { mine, text: problem.sentence })}
            </span>{" "}
            <Button
              size="small"
              type="link"
              onClick={() => {
                if (problem.conflict) sheet.set(row, column.key, problem.mine);
                else if (range) sheet.begin(range.anchor);
              }}
            >
              {t(problem.conflict ? "sheet.take_mine" : "sheet.mend")}
            </Button>
            <Button
              size="small"
              type="link"
              onClick={() => {
                sheet.forget(row.id, column.key);
                onDone();
              }}
            >
              {t(problem.conflict ? "sheet.take_theirs" : "sheet.drop")}
            </Button>
          </>
        ) : sheet.refused > 0 ? (
          <span className={styles.wrong}>{t("sheet.some_refused", { count: sheet.refused })}</span>
        ) : lock && column ? (
          t(`sheet.locked.${lock}`, { name: column.label })
        ) : (
          t(columns.every((each) => locked(each)) ? "sheet.hint_read" : "sheet.hint")
        )}
      </span>
      {figures && figures.cells > 1 && (
        <span className={styles.figures}>
          <span>{t("sheet.cells", { cells: figure(figures.cells) })}</span>
          <span>
            {t("sheet.filled")} <b>{figure(figures.filled)}</b>
          </span>
          {figures.numbers > 0 && (
            <>
              <span>
                {t("sheet.sum")} <b>{figure(figures.sum)}</b>
              </span>
              <span>
                {t("sheet.average")} <b>{figure(Number((figures.sum / figures.numbers).toPrecision(10)))}</b>
              </span>
            </>
          )}
          {figures.partly && <span>{t("sheet.partly")}</span>}
        </span>
      )}
      <span>
        <Button
          size="small"
          type="text"
          icon={<Undo2 size={16} />}
          disabled={!undo.undoable || !!busy}
          aria-label={t("sheet.undo", { what: undo.undoable?.label ?? "" })}
          title={`${t("sheet.undo", { what: undo.undoable?.label ?? "" })} (Ctrl+Z)`}
          onClick={() => void sheet.takeBack()}
        />
        <Button
          size="small"
          type="text"
          icon={<Redo2 size={16} />}
          disabled={!undo.redoable || !!busy}
          aria-label={t("sheet.redo", { what: undo.redoable?.label ?? "" })}
          title={`${t("sheet.redo", { what: undo.redoable?.label ?? "" })} (Ctrl+Y)`}
          onClick={() => void sheet.again()}
        />
      </span>
    </div>
  );
}
