import { Button, Dropdown } from "antd";
import { Ellipsis, Pencil, Plus, Trash2, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Department } from "@/lib/types";
import { DragHandle } from "@/ui/drag/drag-handle";
import { DropLine } from "@/ui/drag/drop-line";
import { useDragItem, useDropTarget } from "@/ui/drag/use-drag";
import styles from "./people.module.css";

interface Props {
  department: Department;
  depth: number;
  head: string | undefined;
  onEdit: () => void;
  onAdd: () => void;
  onRemove: () => void;
}

export function DepartmentRow({ department, depth, head, onEdit, onAdd, onRemove }: Props) {
  const { t } = useTranslation("people");
  const { id, name } = department;
  const drag = useDragItem({ id, kind: "department", label: name });
  const drop = useDropTarget({ id, accept: ["department"], edges: "tree" });
  const attach = (element: HTMLLIElement | null) => {
    drag.ref(element);
    drop.ref(element);
  };
  const acts: Record<string, () => void> = { edit: onEdit, add: onAdd, remove: onRemove };
  return (
    <li
      ref={attach}
      className={styles.node}
      style={{ paddingLeft: 8 + depth * 24, opacity: drag.dragging ? 0.4 : 1 }}
    >
      <DragHandle handleRef={drag.handleRef} label={name} />
      <span className={styles.nodeName}>{name}</span>
      <span className={styles.nodeText}>
        {t("departments.members", { count: department.members })}
        {head && (
          <>
            <UserRound size={14} aria-hidden />
            <span className="dg-sr-only">{t("departments.head")}</span>
            {head}
          </>
        )}
      </span>
      <Dropdown
        trigger={["click"]}
        placement="bottomRight"
        menu={{
          items: [
            { key: "edit", label: t("departments.edit"), icon: <Pencil size={16} /> },
            { key: "add", label: t("departments.add_below"), icon: <Plus size={16} /> },
            { key: "remove", label: t("departments.remove"), icon: <Trash2 size={16} />, danger: true },
          ],
          onClick: ({ key }) => acts[key]?.(),
        }}
      >
        <Button type="text" icon={<Ellipsis size={16} />} aria-label={t("acts", { name })} />
      </Dropdown>
      <DropLine edge={drop.edge} />
    </li>
  );
}
