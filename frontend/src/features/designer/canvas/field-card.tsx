/** One field on the canvas: its real widget, which doesn't react, in a frame that does. */
import { Button } from "antd";
import { Copy, EyeOff, Trash2 } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { DropLine } from "@/ui/drag/drop-line";
import { useDragItem, useDropTarget } from "@/ui/drag/use-drag";
import { FieldInput } from "@/ui/fields/inputs";
import { FieldFrame } from "@/ui/form-view/form-field";
import { useDesigner } from "../model/context";
import { useFieldActs } from "../model/use-field-acts";
import { cardId } from "./card-id";
import styles from "./canvas.module.css";
import type { Dragged, Target } from "./drops";
import { SubformColumns } from "./subform-columns";

interface Props {
  field: Field;
  place: { block: number; page: number; index: number };
  span: number;
  edges: "row" | "list";
}

export function FieldCard({ field, place, span, edges }: Props) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const { selection, select } = useDesigner();
  const acts = useFieldActs();
  const name = label(field.label) || field.key;
  const data: Dragged = { what: "item", ...place, key: field.key, type: field.type };
  const { ref: dragRef, dragging } = useDragItem({
    id: `field-${field.key}`,
    kind: "field",
    label: name,
    data,
  });
  const target: Target = { on: "item", ...place };
  const { ref: dropRef, edge } = useDropTarget({
    id: `field-target-${field.key}`,
    accept: ["field"],
    edges,
    depth: 3,
    data: target,
  });
  const selected = selection?.kind === "field" && !selection.subform && selection.key === field.key;
  return (
    <div ref={dropRef} className={styles.cell} data-span={span} data-dragging={dragging || undefined}>
      <DropLine edge={edge} axis={edges === "row" ? "x" : "y"} />
      <div
        className={styles.card}
        data-selected={selected || undefined}
        data-hidden-field={field.hidden || undefined}
      >
        <button
          ref={dragRef}
          id={cardId(field.key)}
          type="button"
          className={styles.cardButton}
          data-card={field.key}
          aria-pressed={selected}
          aria-label={t("canvas.field", { name, type: t(`type.${field.type}`) })}
          onClick={() => select({ kind: "field", key: field.key })}
        />
        <Sample field={field} />
        {field.hidden && (
          <span className={styles.badge} title={t("canvas.hidden")}>
            <EyeOff size={14} aria-hidden />
          </span>
        )}
        {selected && (
          <div className={styles.tools}>
            <Button
              type="text"
              size="small"
              icon={<Copy size={14} />}
              aria-label={t("canvas.copy", { name })}
              title={t("canvas.copy_short")}
              onClick={() => acts.copy(field.key)}
            />
            <Button
              type="text"
              size="small"
              icon={<Trash2 size={14} />}
              aria-label={t("canvas.remove", { name })}
              title={t("canvas.remove_short")}
              onClick={() => acts.remove(field.key)}
            />
          </div>
        )}
      </div>
    </div>
  );
}

/** Drawn anew only when the field itself is another one: choosing or changing one of 500 costs that one. */
const Sample = memo(function Sample({ field }: { field: Field }) {
  const label = useLabel();
  const name = label(field.label) || field.key;
  return (
    <div className={field.type === "subform" ? undefined : styles.sample} inert={field.type !== "subform"}>
      <FieldFrame
        id={`sample-${field.key}`}
        label={field.type === "button" ? "" : name}
        required={!!field.required}
        help={label(field.help)}
        group
      >
        {field.type === "subform" ? (
          <SubformColumns field={field} />
        ) : (
          <FieldInput
            id={`sample-${field.key}`}
            field={field}
            topic={field.key}
            value={sampleOf(field)}
            label={name}
            onChange={ignored}
          />
        )}
      </FieldFrame>
    </div>
  );
});

const ignored = () => undefined;

/** A literal default is shown where it will stand. */
function sampleOf(field: Field): unknown {
  const value = field.default;
  return typeof value === "object" && value !== null && "formula" in value ? null : (value ?? null);
}
