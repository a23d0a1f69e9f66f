import { Button } from "antd";
import { ArrowDown, ArrowUp, ExternalLink, Folder, Pencil, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { isForm, isGroup } from "@/lib/navigation";
import type { App } from "@/lib/types";
import { NamedIcon } from "@/ui/app-icon";
import { DragHandle } from "@/ui/drag/drag-handle";
import { DropLine } from "@/ui/drag/drop-line";
import { useDragItem, useDropTarget } from "@/ui/drag/use-drag";
import { remove, step, type Row } from "./nav-edit";
import styles from "./settings.module.css";

interface Props {
  row: Row;
  app: App;
  rows: Row[];
  onChange: (rows: Row[]) => void;
  onRename: () => void;
}

export function NavRow({ row, app, rows, onChange, onRename }: Props) {
  const { t } = useTranslation("settings");
  const label = useLabel();
  const { item } = row;
  const form = isForm(item) ? app.forms.find((one) => one.key === item.form) : undefined;
  const name = isGroup(item)
    ? label(item.group)
    : label(item.label) || label(form?.label) || (isForm(item) ? item.form : item.link);
  const drag = useDragItem({ id: row.id, kind: "nav", label: name });
  const drop = useDropTarget({ id: row.id, accept: ["nav"], edges: isGroup(item) ? "tree" : "list" });
  const attach = (element: HTMLLIElement | null) => {
    drag.ref(element);
    drop.ref(element);
  };
  return (
    <li
      ref={attach}
      className={styles.item}
      style={{ paddingLeft: row.parent ? 36 : 8, opacity: drag.dragging ? 0.4 : 1 }}
    >
      <DragHandle handleRef={drag.handleRef} label={name} />
      {isGroup(item) ? (
        <Folder size={16} aria-hidden />
      ) : isForm(item) ? (
        <NamedIcon name={item.icon ?? form?.icon ?? "table"} />
      ) : (
        <ExternalLink size={16} aria-hidden />
      )}
      <span className={`${styles.itemName} ${isGroup(item) ? styles.groupName : ""}`}>{name}</span>
      <Button
        type="text"
        icon={<ArrowUp size={16} />}
        aria-label={t("navigation.up", { name })}
        onClick={() => onChange(step(rows, row.id, -1))}
      />
      <Button
        type="text"
        icon={<ArrowDown size={16} />}
        aria-label={t("navigation.down", { name })}
        onClick={() => onChange(step(rows, row.id, 1))}
      />
      <Button
        type="text"
        icon={<Pencil size={16} />}
        aria-label={t("navigation.rename", { name })}
        onClick={onRename}
      />
      <Button
        type="text"
        icon={<X size={16} />}
        aria-label={t("navigation.remove", { name })}
        onClick={() => onChange(remove(rows, row.id))}
      />
      <DropLine edge={drop.edge} />
    </li>
  );
}
