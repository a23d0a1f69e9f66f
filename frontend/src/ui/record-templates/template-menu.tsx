/** The little arrow beside «new record»: templates to begin with, and where they are kept. */
import { Button, Dropdown, type MenuProps } from "antd";
import { ChevronDown, LayoutTemplate, Settings2, Users } from "lucide-react";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useMe } from "@/lib/queries/session";
import { useRecordTemplates } from "@/lib/queries/record-templates";

const TemplatesDrawer = lazy(async () => ({
  default: (await import("./templates-drawer")).TemplatesDrawer,
}));

interface Props {
  app: string;
  form: string;
  /** More lines of the menu, behind the templates. */
  extra?: NonNullable<MenuProps["items"]>;
  onExtra?: (key: string) => void;
  /** Where one comes back to. */
  from?: string;
  /** What opens the menu; the arrow of a primary button unless something else is given. */
  children?: ReactNode;
}

const MANAGE = "manage";

/** People from outside have none. */
export function TemplateMenu(props: Props) {
  return useMe().outside ? null : <Menu {...props} />;
}

function Menu({ app, form, extra = [], onExtra, from, children }: Props) {
  const { t } = useTranslation("templates");
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [managing, setManaging] = useState(false);
  const templates = useRecordTemplates(app, form, open);
  const items: MenuProps["items"] = [
    ...(templates.data ?? []).map((each) => ({
      key: `template:${each.id}`,
      label: each.label,
      icon: each.shared ? <Users size={14} aria-label={t("shared")} /> : <LayoutTemplate size={14} />,
    })),
    ...(templates.data?.length === 0 || templates.isPending
      ? [{ key: "none", disabled: true, label: t(templates.isPending ? "loading" : "none") }]
      : []),
    { type: "divider" as const },
    ...extra,
    { key: MANAGE, label: t("manage"), icon: <Settings2 size={14} /> },
  ];
  const act = (key: string) => {
    if (key === MANAGE) setManaging(true);
    else if (key.startsWith("template:"))
      void navigate(`/apps/${app}/forms/${form}/new?template=${key.slice(9)}`, { state: { from } });
    else onExtra?.(key);
  };
  return (
    <>
      <Dropdown
        trigger={["click"]}
        placement="bottomRight"
        onOpenChange={setOpen}
        menu={{ items, style: { maxHeight: 420, overflowY: "auto" }, onClick: ({ key }) => act(key) }}
      >
        {children ?? (
          <Button type="primary" icon={<ChevronDown size={16} />} aria-label={t("from_template")} />
        )}
      </Dropdown>
      <Suspense>
        {managing && <TemplatesDrawer app={app} form={form} from={from} onClose={() => setManaging(false)} />}
      </Suspense>
    </>
  );
}
