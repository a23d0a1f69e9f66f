/** A row of a subform's table. Redraws when it is opened, moved or locked; what is in its cells is theirs. */
import { Button } from "antd";
import { Copy, Trash2 } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { cellPath } from "@/lib/form-runtime/paths";
import { useUndoToast } from "@/ui/use-toast";
import { FormField } from "./form-field";
import { InnerRowsCell } from "./inner-rows";
import { SubformCell } from "./subform-cell";
import styles from "./subform.module.css";
import type { useRows } from "./use-rows";

interface Props {
  subform: string;
  id: string;
  /** From 1. */
  number: number;
  columns: Field[];
  editing: boolean;
  readonly: boolean;
  full: boolean;
  acts: Pick<ReturnType<typeof useRows>["acts"], "copy" | "remove">;
  /** Place of the rows inside this row that stand open below it. */
  opened: string | null;
  onOpen: (id: string) => void;
  onInner: (path: string | null) => void;
}

export const SubformRow = memo(function SubformRow(props: Props) {
  const { subform, id, number, columns, editing, readonly, full, acts, opened, onOpen, onInner } = props;
  const { t } = useTranslation("form");
  const undo = useUndoToast();
  const open = () => onOpen(id);
  const drop = () => {
    const back = acts.remove(id);
    undo(t("rows.removed"), async () => back());
  };
  return (
    <>
      <tr aria-rowindex={number + 1} onFocus={open} onClick={open}>
        <td className={styles.number}>{number}</td>
        {columns.map((column) => {
          const path = cellPath(subform, id, column.key);
          return column.type === "subform" ? (
            <InnerRowsCell
              key={column.key}
              field={column}
              path={path}
              rowNumber={number}
              open={opened === path}
              onToggle={() => onInner(opened === path ? null : path)}
            />
          ) : (
            <SubformCell
              key={column.key}
              path={path}
              editing={editing}
              readonly={readonly}
              rowNumber={number}
            />
          );
        })}
        {!readonly && (
          <td className={styles.actions}>
            <Button
              type="text"
              size="small"
              icon={<Copy size={14} />}
              disabled={full}
              aria-label={t("rows.copy", { row: number })}
              title={t("rows.copy_short")}
              onClick={() => acts.copy(id)}
            />
            <Button
              type="text"
              size="small"
              icon={<Trash2 size={14} />}
              aria-label={t("rows.remove", { row: number })}
              title={t("rows.remove_short")}
              onClick={drop}
            />
          </td>
        )}
      </tr>
      {opened && (
        <tr>
          <td className={styles.number} />
          <td className={styles.inside} colSpan={columns.length + (readonly ? 0 : 1)}>
            <FormField path={opened} />
          </td>
        </tr>
      )}
    </>
  );
});
