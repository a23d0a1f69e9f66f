import { Button, Dropdown } from "antd";
import { ArrowDown, ArrowUp, Ellipsis, ExternalLink, Folder, Pencil, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { isDashboard, isForm, isGroup } from "@/lib/navigation";
import { useDashboards } from "@/lib/report/queries";
import type { App } from "@/lib/types";
import { usePhone } from "@/lib/use-media";
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
  const dashboards = useDashboards(app.key).data ?? [];
  const dashboard = isDashboard(item) ? dashboards.find((one) => one.key === item.dashboard) : undefined;
  const name = isGroup(item)
    ? label(item.group)
    : label(item.label) ||
      label(form?.label) ||
      label(dashboard?.label) ||
      (isForm(item) ? item.form : isDashboard(item) ? item.dashboard : item.link);
  const drag = useDragItem({ id: row.id, kind: "nav", label: name });
  const drop = useDropTarget({ id: row.id, accept: ["nav"], edges: isGroup(item) ? "tree" : "list" });
  const phone = usePhone();
  const acts = [
    {
      key: "up",
      icon: <ArrowUp size={16} />,
      text: t("navigation.up", { name }),
      run: () => onChange(step(rows, row.id, -1)),
    },
    {
      key: "down",
      icon: <ArrowDown size={16} />,
      text: t("navigation.down", { name }),
      run: () => onChange(step(rows, row.id, 1)),
    },
    { key: "rename", icon: <Pencil size={16} />, text: t("navigation.rename", { name }), run: onRename },
    {
      key: "remove",
      icon: <X size={16} />,
      text: t("navigation.remove", { name }),
      run: () => onChange(remove(rows, row.id)),
    },
  ];
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
      ) : isDashboard(item) ? (
        <NamedIcon name={item.icon ?? dashboard?.icon ?? "bar-chart-3"} />
      ) : (
        <ExternalLink size={16} aria-hidden />
      )}
      <span className={`${styles.itemName} ${isGroup(item) ? styles.groupName : ""}`}>{name}</span>
      {phone ? (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: acts.map(({ key, icon, text }) => ({ key, icon, label: text })),
            onClick: ({ key }) => acts.find((act) => act.key === key)?.run(),
          }}
        >
          <Button type="text" icon={<Ellipsis size={18} />} aria-label={t("navigation.more", { name })} />
        </Dropdown>
      ) : (
        acts.map(({ key, icon, text, run }) => (
          <Button key={key} type="text" icon={icon} aria-label={text} title={text} onClick={run} />
        ))
      )}
      <DropLine edge={drop.edge} />
    </li>
  );
}
