/** Which columns are shown, in which order, which stay when one scrolls sideways; all without a mouse, too. */
import { Button, Checkbox, Input } from "antd";
import { ChevronDown, ChevronUp, Pin } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { matchesText } from "@/lib/pinyin";
import { DragArea } from "@/ui/drag/drag-area";
import { DragHandle } from "@/ui/drag/drag-handle";
import { DropLine } from "@/ui/drag/drop-line";
import { useDragItem, useDropTarget } from "@/ui/drag/use-drag";
import { moveColumn } from "@/lib/records/columns";
import type { ColumnSpec } from "../model/types";
import styles from "./tools.module.css";

const KIND = "column";

interface Props {
  fields: Field[];
  specs: ColumnSpec[];
  onChange: (specs: ColumnSpec[]) => void;
}

export function ColumnsPanel({ fields, specs, onChange }: Props) {
  const { t } = useTranslation("records");
  const label = useLabel();
  const [search, setSearch] = useState("");
  const nameOf = (field: Field) => label(field.label) || field.key;
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const shown = specs.filter((spec) => byKey.has(spec.field));
  const hidden = fields.filter((field) => !specs.some((spec) => spec.field === field.key));
  const fits = (field: Field | undefined) =>
    field !== undefined && matchesText(search, nameOf(field), field.key);
  const swap = (at: number, by: number) => {
    const other = shown[at + by];
    if (other) onChange(moveColumn(specs, shown[at]!.field, other.field, by < 0 ? "before" : "after"));
  };
  return (
    <div className={styles.panel}>
      <Input
        allowClear
        placeholder={t("columns.search")}
        aria-label={t("columns.search")}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <DragArea
        onDrop={({ item, target, edge }) =>
          onChange(moveColumn(specs, item.id, target.id, edge === "before" ? "before" : "after"))
        }
      >
        <ul className={styles.columns} aria-label={t("columns.shown")}>
          {shown.map((spec, at) => {
            const field = byKey.get(spec.field);
            if (!field || !fits(field)) return null;
            return (
              <ColumnRow
                key={spec.field}
                name={nameOf(field)}
                spec={{ ...spec, frozen: spec.frozen ?? at === 0 }}
                lonely={shown.length === 1}
                onHide={() => onChange(specs.filter((each) => each.field !== spec.field))}
                onPin={(frozen) =>
                  onChange(specs.map((each) => (each.field === spec.field ? { ...each, frozen } : each)))
                }
                onUp={at > 0 ? () => swap(at, -1) : null}
                onDown={at < shown.length - 1 ? () => swap(at, 1) : null}
              />
            );
          })}
        </ul>
      </DragArea>
      {hidden.some(fits) && (
        <>
          <p className={styles.panelTitle}>{t("columns.hidden")}</p>
          <ul className={styles.columns} aria-label={t("columns.hidden")}>
            {hidden.filter(fits).map((field) => (
              <li key={field.key} className={styles.columnRow}>
                <Checkbox checked={false} onChange={() => onChange([...specs, { field: field.key }])}>
                  {nameOf(field)}
                </Checkbox>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

interface RowProps {
  name: string;
  spec: ColumnSpec;
  lonely: boolean;
  onHide: () => void;
  onPin: (frozen: boolean) => void;
  onUp: (() => void) | null;
  onDown: (() => void) | null;
}

function ColumnRow({ name, spec, lonely, onHide, onPin, onUp, onDown }: RowProps) {
  const { t } = useTranslation("records");
  const { ref, handleRef, dragging } = useDragItem({ id: spec.field, kind: KIND, label: name });
  const target = useDropTarget({ id: spec.field, accept: [KIND], edges: "list" });
  return (
    <li
      ref={(element) => {
        ref(element);
        target.ref(element);
      }}
      className={styles.columnRow}
      data-dragging={dragging || undefined}
    >
      <DragHandle handleRef={handleRef} label={name} />
      <Checkbox checked disabled={lonely} onChange={onHide}>
        {name}
      </Checkbox>
      <span className={styles.columnTools}>
        <Button
          type="text"
          size="small"
          icon={<Pin size={14} />}
          aria-pressed={!!spec.frozen}
          className={spec.frozen ? styles.pinned : undefined}
          aria-label={t("columns.pin", { name })}
          title={t("columns.pin", { name })}
          onClick={() => onPin(!spec.frozen)}
        />
        <Button
          type="text"
          size="small"
          icon={<ChevronUp size={14} />}
          disabled={!onUp}
          aria-label={t("columns.up", { name })}
          onClick={() => onUp?.()}
        />
        <Button
          type="text"
          size="small"
          icon={<ChevronDown size={14} />}
          disabled={!onDown}
          aria-label={t("columns.down", { name })}
          onClick={() => onDown?.()}
        />
      </span>
      <DropLine edge={target.edge} />
    </li>
  );
}
