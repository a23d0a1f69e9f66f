/** The head of a list: its name, «new record», and what is done seldom in a menu. */
import { Button, Dropdown, Space } from "antd";
import {
  CalendarClock,
  Download,
  Ellipsis,
  FileUp,
  LayoutTemplate,
  PencilLine,
  PencilRuler,
  Plus,
  ScanSearch,
  Trash2,
  Workflow,
} from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useFlowStarts } from "@/lib/flow/queries";
import { usePhone } from "@/lib/use-media";
import { NamedIcon } from "@/ui/app-icon";
import { TemplateMenu } from "@/ui/record-templates/template-menu";
import styles from "./records.module.css";

interface Props {
  name: string;
  icon: string | null | undefined;
  app: string;
  form: string;
  here: string;
  may: (op: string) => boolean;
  canDesign: boolean;
  onNew: (() => void) | null;
  onExport: (() => void) | null;
  /** Exports at given times. */
  onSchedule: (() => void) | null;
  /** The page that changes many records. */
  bulk: string;
}

const TemplatesDrawer = lazy(async () => ({
  default: (await import("@/ui/record-templates/templates-drawer")).TemplatesDrawer,
}));

/** What is done seldom: import, export (on the phone), recycle bin, design. */
export function ListMenu({
  app,
  form,
  here,
  may,
  canDesign,
  onExport,
  onSchedule,
  bulk,
}: Omit<Props, "name" | "icon" | "onNew">) {
  const { t } = useTranslation(["records", "templates", "scheduled"]);
  const navigate = useNavigate();
  const phone = usePhone();
  const [choosing, setChoosing] = useState(false);
  const links = useFlowStarts(app, form).data?.links ?? [];
  const items = [
    ...(phone
      ? links.map((one) => ({
          key: `new?flow=${one.flow}`,
          label: one.label,
          icon: <Workflow size={16} />,
        }))
      : []),
    ...(phone && may("create")
      ? [{ key: "templates", label: t("templates:from_template"), icon: <LayoutTemplate size={16} /> }]
      : []),
    ...(may("import") ? [{ key: "import", label: t("import"), icon: <FileUp size={16} /> }] : []),
    ...(phone && onExport ? [{ key: "export", label: t("export.title"), icon: <Download size={16} /> }] : []),
    ...(onSchedule
      ? [{ key: "scheduled", label: t("scheduled:title"), icon: <CalendarClock size={16} /> }]
      : []),
    ...(may("update") ? [{ key: "bulk", label: t("bulk.edit"), icon: <PencilLine size={16} /> }] : []),
    ...(may("read") && may("update") && may("delete")
      ? [{ key: "duplicates", label: t("duplicates"), icon: <ScanSearch size={16} /> }]
      : []),
    ...(may("delete") ? [{ key: "bin", label: t("bin.title"), icon: <Trash2 size={16} /> }] : []),
    ...(canDesign ? [{ key: "design", label: t("design"), icon: <PencilRuler size={16} /> }] : []),
  ];
  const go = (key: string) => {
    if (key === "export") onExport?.();
    else if (key === "scheduled") onSchedule?.();
    else if (key === "templates") setChoosing(true);
    else if (key === "bulk") void navigate(bulk);
    else void navigate(key === "import" ? `/apps/${app}/import?form=${form}` : `${here}/${key}`);
  };
  if (items.length === 0) return null;
  return (
    <>
      <Dropdown trigger={["click"]} placement="bottomRight" menu={{ items, onClick: ({ key }) => go(key) }}>
        <Button type={phone ? "text" : "default"} icon={<Ellipsis size={16} />} aria-label={t("more")} />
      </Dropdown>
      <Suspense>
        {choosing && <TemplatesDrawer app={app} form={form} onClose={() => setChoosing(false)} />}
      </Suspense>
    </>
  );
}

/** Flows that are begun by filling in this form. */
function StartMenu({ app, form, here }: Pick<Props, "app" | "form" | "here">) {
  const { t } = useTranslation("records");
  const navigate = useNavigate();
  const links = useFlowStarts(app, form).data?.links ?? [];
  const start = (flow: string) => void navigate(`${here}/new?flow=${flow}`);
  const [only] = links;
  if (!only) return null;
  if (links.length === 1)
    return (
      <Button icon={<Workflow size={16} />} onClick={() => start(only.flow)}>
        {only.label}
      </Button>
    );
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: links.map((one) => ({ key: one.flow, label: one.label })),
        onClick: ({ key }) => start(key),
      }}
    >
      <Button icon={<Workflow size={16} />}>{t("start_flow")}</Button>
    </Dropdown>
  );
}

export function ListHead({ name, icon, onNew, ...menu }: Props) {
  const { t } = useTranslation("records");
  const phone = usePhone();
  if (phone) return <h1 className="dg-sr-only">{name}</h1>;
  return (
    <header className={styles.head}>
      <NamedIcon name={icon ?? "table"} size={20} />
      <h1 className={styles.name}>{name}</h1>
      {onNew && (
        <Space.Compact>
          <Button
            type="primary"
            data-tour="new"
            icon={<Plus size={16} />}
            onClick={onNew}
            title={t("new_key")}
          >
            {t("new")}
          </Button>
          <TemplateMenu app={menu.app} form={menu.form} />
        </Space.Compact>
      )}
      <StartMenu app={menu.app} form={menu.form} here={menu.here} />
      <ListMenu {...menu} />
    </header>
  );
}
