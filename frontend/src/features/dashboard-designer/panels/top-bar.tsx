/** The designer's head: desk or phone, look at what is published, publish. */
import { Button, Segmented } from "antd";
import { Eye, Monitor, Smartphone } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useLabel } from "@/lib/i18n";
import { CodesignButton } from "@/ui/codesign/codesign-button";
import { DesignerBar } from "@/ui/designer/designer-bar";
import { useDesigner, type DesignTab } from "../model/context";

const TABS: DesignTab[] = ["design", "deliveries", "alerts", "settings", "versions"];

function ScreenSwitch() {
  const { t } = useTranslation("dashdesign");
  const { phone, setPhone } = useDesigner();
  return (
    <Segmented<"desk" | "phone">
      aria-label={t("top.screens")}
      value={phone ? "phone" : "desk"}
      options={[
        { value: "desk", icon: <Monitor size={14} />, title: t("top.desk") },
        { value: "phone", icon: <Smartphone size={14} />, title: t("top.phone") },
      ]}
      onChange={(screen) => setPhone(screen === "phone")}
    />
  );
}

export function TopBar({ onPublish }: { onPublish: () => void }) {
  const { t } = useTranslation("dashdesign");
  const label = useLabel();
  const designer = useDesigner();
  const { app, dashboard, definition, draft, tab, setTab, problems, selection, select, nameOf } = designer;
  const named = (key: string) => definition.tiles?.find((tile) => tile.key === key);
  const { published_version: version } = draft.server;
  return (
    <DesignerBar
      back={`/apps/${app}/dashboards`}
      name={label(definition.label) || dashboard}
      draft={draft}
      version={version}
      tab={tab}
      tabs={TABS.map((value) => ({ value, label: t(`tab.${value}`) }))}
      onTab={setTab}
      views={tab === "design" && <ScreenSwitch />}
      tools={
        <>
          <CodesignButton
            app={app}
            kind="dashboard"
            thing={dashboard}
            anchor={selection?.kind === "tile" ? selection.key : null}
            nameOf={(key) => {
              const tile = named(key);
              return tile && nameOf(tile);
            }}
            onAnchor={(key) => named(key) && select({ kind: "tile", key })}
          />
          {version > 0 && (
            <Link to={`/apps/${app}/dashboards/${dashboard}`}>
              <Button icon={<Eye size={16} />} tabIndex={-1}>
                {t("top.look")}
              </Button>
            </Link>
          )}
        </>
      }
      errors={problems.filter((problem) => problem.level === "error").length}
      onPublish={onPublish}
    />
  );
}
