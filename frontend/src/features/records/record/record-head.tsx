/** The head of an open record: its title, the way to its neighbours, and what can be done with it. */
import { Button, Drawer, Dropdown } from "antd";
import {
  BookmarkPlus,
  ChevronDown,
  ChevronLeft,
  ChevronUp,
  CircleHelp,
  Copy,
  CopyPlus,
  Ellipsis,
  LockKeyhole,
  Maximize2,
  Minimize2,
  PencilLine,
  Printer,
  Trash2,
  X,
} from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useApp } from "@/lib/queries/apps";
import { usePhone } from "@/lib/use-media";
import { SaveTemplateDialog } from "@/ui/record-templates/save-dialog";
import { WhyPanel } from "@/ui/why/why-panel";
import type { RecordRow } from "../model/types";
import { PrintMenu, PrintSheet } from "../tools/print-menu";
import { LockDialog } from "./lock";
import { useRecordPlace } from "./place";
import styles from "./record.module.css";
import { useNeighbours } from "./use-neighbours";
import { useRecordActions } from "./use-record-actions";

interface Props {
  record: RecordRow;
  title: string;
  editing: boolean;
  canUpdate: boolean;
  wide: boolean;
  onWide: (() => void) | null;
  onEdit: () => void;
  onClose: () => void;
  /** Buttons that start flows. */
  extra?: ReactNode;
  /** What shows the comments. */
  around?: ReactNode;
}

export function RecordHead(props: Props) {
  const { record, title, editing, canUpdate, wide, onWide, onEdit, onClose, extra, around } = props;
  const { t } = useTranslation(["records", "why", "prints", "around", "templates"]);
  const phone = usePhone();
  const { previous, next } = useNeighbours(record.id);
  const actions = useRecordActions(record, title);
  const { app, form, runtime } = useRecordPlace();
  const design = useApp(app).data?.can_design;
  const [asking, setAsking] = useState(false);
  const [printing, setPrinting] = useState(false);
  const [locking, setLocking] = useState(false);
  const [templating, setTemplating] = useState(false);
  const items = [
    { key: "link", label: t("record.copy_link"), icon: <Copy size={16} /> },
    ...(actions.duplicate
      ? [
          { key: "duplicate", label: t("record.duplicate"), icon: <CopyPlus size={16} /> },
          { key: "template", label: t("templates:save_as"), icon: <BookmarkPlus size={16} /> },
        ]
      : []),
    ...(phone ? [{ key: "print", label: t("prints:print"), icon: <Printer size={16} /> }] : []),
    ...(record._can?.lock && !record._can.locked
      ? [{ key: "lock", label: t("around:lock.lock"), icon: <LockKeyhole size={16} /> }]
      : []),
    ...(design ? [{ key: "why", label: t("why:ask"), icon: <CircleHelp size={16} /> }] : []),
    ...(actions.remove
      ? [{ key: "delete", label: t("action.delete"), icon: <Trash2 size={16} />, danger: true }]
      : []),
  ];
  const act = (key: string) => {
    if (key === "link") void actions.copyLink();
    if (key === "duplicate") void actions.duplicate?.();
    if (key === "template") setTemplating(true);
    if (key === "why") setAsking(true);
    if (key === "print") setPrinting(true);
    if (key === "lock") setLocking(true);
    if (key === "delete") void actions.remove?.();
  };
  return (
    <header className={styles.head}>
      {phone && (
        <Button
          type="text"
          icon={<ChevronLeft size={22} />}
          aria-label={t("record.to_list")}
          onClick={onClose}
        />
      )}
      <h2 className={styles.title} title={title}>
        {title}
      </h2>
      {!editing && extra}
      {canUpdate && !editing && (
        <Button type="primary" icon={<PencilLine size={16} />} title={t("record.edit_key")} onClick={onEdit}>
          {t("record.edit")}
        </Button>
      )}
      {!phone && (
        <>
          <Button
            type="text"
            icon={<ChevronUp size={18} />}
            disabled={!previous}
            aria-label={t("record.previous")}
            title={t("record.previous")}
            onClick={() => previous?.()}
          />
          <Button
            type="text"
            icon={<ChevronDown size={18} />}
            disabled={!next}
            aria-label={t("record.next")}
            title={t("record.next")}
            onClick={() => next?.()}
          />
        </>
      )}
      {around}
      {!editing && !phone && (
        <PrintMenu app={app} form={form} ids={[record.id]}>
          <Button
            type="text"
            icon={<Printer size={16} />}
            aria-label={t("prints:print")}
            title={t("prints:print")}
          />
        </PrintMenu>
      )}
      <Dropdown trigger={["click"]} placement="bottomRight" menu={{ items, onClick: ({ key }) => act(key) }}>
        <Button type="text" icon={<Ellipsis size={18} />} aria-label={t("record.more")} />
      </Dropdown>
      {templating && (
        <SaveTemplateDialog
          app={app}
          form={form}
          name={title}
          of={{ record: record.id }}
          onClose={() => setTemplating(false)}
        />
      )}
      <LockDialog record={record} locking open={locking} onClose={() => setLocking(false)} />
      <PrintSheet
        app={app}
        form={form}
        ids={[record.id]}
        open={printing}
        onClose={() => setPrinting(false)}
      />
      <Drawer
        open={asking}
        size={420}
        title={t("why:title")}
        onClose={() => setAsking(false)}
        destroyOnHidden
      >
        <WhyPanel app={app} form={form} definition={runtime.definition} record={record.id} />
      </Drawer>
      {onWide && (
        <Button
          type="text"
          icon={wide ? <Minimize2 size={16} /> : <Maximize2 size={16} />}
          aria-label={t(wide ? "record.narrow" : "record.wide")}
          title={t(wide ? "record.narrow" : "record.wide")}
          onClick={onWide}
        />
      )}
      {!phone && (
        <Button type="text" icon={<X size={18} />} aria-label={t("action.close")} onClick={onClose} />
      )}
    </header>
  );
}
