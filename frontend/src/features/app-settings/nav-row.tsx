import { Button, Dropdown, Tag } from "antd";
import { ArrowDown, ArrowUp, Ellipsis, ExternalLink, Folder, Pencil, Users, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { isDashboard, isForm, isGroup, isPage } from "@/lib/navigation";
import { usePages } from "@/lib/pages";
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
  /** Its name as the row shows it goes along. */
  onSettings: (name: string) => void;
}

export function NavRow({ row, app, rows, onChange, onRename, onSettings }: Props) {
  const { t } = useTranslation("settings");
  const label = useLabel();
  const { item } = row;
  const form = isForm(item) ? app.forms.find((one) => one.key === item.form) : undefined;
  const dashboards = useDashboards(app.key).data ?? [];
  const dashboard = isDashboard(item) ? dashboards.find((one) => one.key === item.dashboard) : undefined;
  const pages = usePages(app.key).data ?? [];
  const page = isPage(item) ? pages.find((one) => one.key === item.page) : undefined;
  const name = isGroup(item)
    ? label(item.group)
    : label(item.label) ||
      label(form?.label) ||
      label(dashboard?.label) ||
      label(page?.label) ||
      (isForm(item) ? item.form : isDashboard(item) ? item.dashboard : isPage(item) ? item.page : item.link);
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
    {
      key: "settings",
      icon: <Users size={16} />,
      text: t("navigation.settings", { name }),
      run: () => onSettings(name),
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
      ) : isPage(item) ? (
        <NamedIcon name={item.icon ?? page?.icon ?? "layout-grid"} />
      ) : item.icon ? (
        <NamedIcon name={item.icon} />
      ) : (
        <ExternalLink size={16} aria-hidden />
      )}
      <span className={styles.itemText}>
        <span className={`${styles.itemName} ${isGroup(item) ? styles.groupName : ""}`}>{name}</span>
        {"home" in item && (item.home?.length ?? 0) > 0 && <Tag color="blue">{t("navigation.home_tag")}</Tag>}
        {((item.roles?.length ?? 0) > 0 || item.when) && <Tag>{t("navigation.narrowed")}</Tag>}
      </span>
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
