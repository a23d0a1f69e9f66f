/** The columns of a subform on the canvas: chosen, dragged and dropped like fields. */
import { useTranslation } from "react-i18next";
import type { Field, SubformField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { DropLine } from "@/ui/drag/drop-line";
import { useDragItem, useDropTarget } from "@/ui/drag/use-drag";
import { useDesigner } from "../model/context";
import { FieldIcon } from "../field-icons";
import { cardId } from "./card-id";
import styles from "./canvas.module.css";
import type { Dragged, Target } from "./drops";

export function SubformColumns({ field, path = field.key }: { field: SubformField; path?: string }) {
  const { t } = useTranslation("designer");
  const inner = path.includes(".") ? 2 : 0;
  const target: Target = { on: "subform", subform: path, count: field.fields.length };
  const { ref, edge } = useDropTarget({
    id: `subform-${path}`,
    accept: ["field", "column"],
    edges: "inside",
    depth: 4 + inner,
    data: target,
  });
  return (
    <div ref={ref} className={styles.columns} data-over={edge ?? undefined}>
      {field.fields.map((column, at) => (
        <ColumnCard key={column.key} column={column} subform={path} index={at} />
      ))}
      <span className={styles.columnsHint}>
        {t(field.fields.length ? "canvas.drop_column" : "canvas.drop_columns")}
      </span>
    </div>
  );
}

function ColumnCard({ column, subform, index }: { column: Field; subform: string; index: number }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const { selection, select } = useDesigner();
  const name = label(column.label) || column.key;
  const data: Dragged = { what: "column", subform, index, key: column.key };
  const { ref: dragRef, dragging } = useDragItem({
    id: `column-${subform}-${column.key}`,
    kind: "column",
    label: name,
    data,
  });
  const target: Target = { on: "column", subform, index };
  const { ref: dropRef, edge } = useDropTarget({
    id: `column-target-${subform}-${column.key}`,
    accept: ["field", "column"],
    edges: "row",
    depth: subform.includes(".") ? 7 : 5,
    data: target,
  });
  const selected =
    selection?.kind === "field" && selection.subform === subform && selection.key === column.key;
  return (
    <div
      ref={dropRef}
      className={styles.column}
      data-rows={column.type === "subform" || undefined}
      data-dragging={dragging || undefined}
    >
      <DropLine edge={edge} axis="x" />
      <button
        ref={dragRef}
        id={cardId(column.key, subform)}
        type="button"
        className={styles.columnButton}
        data-card={`${subform}.${column.key}`}
        aria-pressed={selected}
        aria-label={t("canvas.field", { name, type: t(`type.${column.type}`) })}
        onClick={(event) => {
          event.stopPropagation();
          select({ kind: "field", key: column.key, subform });
        }}
      >
        <FieldIcon type={column.type} size={14} />
        <span className={styles.columnName}>{name}</span>
        {column.required && <span className={styles.required}>*</span>}
      </button>
      {column.type === "subform" && <SubformColumns field={column} path={`${subform}.${column.key}`} />}
    </div>
  );
}
