/** The designer's head: from the top down or as a graph, dry run, publish. */
import { Button, Segmented, Tooltip } from "antd";
import { FlaskConical, ListTree, Waypoints } from "lucide-react";
import { useTranslation } from "react-i18next";
import { CodesignButton } from "@/ui/codesign/codesign-button";
import { DesignerBar } from "@/ui/designer/designer-bar";
import { useFlowDesigner } from "../model/context";
import type { FlowTab, FlowView } from "../model/types";

const TABS: FlowTab[] = ["design", "settings", "versions"];

function ViewSwitch() {
  const { t } = useTranslation("flowdesign");
  const { view, setView, structure } = useFlowDesigner();
  return (
    <Tooltip title={structure ? undefined : t("top.graph_only")}>
      <Segmented<FlowView>
        aria-label={t("top.views")}
        value={view}
        options={[
          { value: "tree", icon: <ListTree size={14} />, title: t("top.tree"), disabled: !structure },
          { value: "graph", icon: <Waypoints size={14} />, title: t("top.graph") },
        ]}
        onChange={setView}
      />
    </Tooltip>
  );
}

export function TopBar({ onPublish }: { onPublish: () => void }) {
  const { t } = useTranslation("flowdesign");
  const designer = useFlowDesigner();
  const { app, flow, definition, draft, tab, setTab, words, trying, setTrying, problems } = designer;
  const { selection, select } = designer;
  const named = (id: string) => definition.nodes?.find((node) => node.id === id);
  const { published_version: version, enabled } = draft.server;
  const dryRun = () => {
    setTab("design");
    setTrying(!trying);
  };
  return (
    <DesignerBar
      back={`/apps/${app}/flows`}
      name={words.label(definition.label) || flow}
      draft={draft}
      version={version}
      remark={version > 0 && !enabled ? t("top.disabled") : undefined}
      tab={tab}
      tabs={TABS.map((value) => ({ value, label: t(`tab.${value}`) }))}
      onTab={setTab}
      views={tab === "design" && <ViewSwitch />}
      tools={
        <>
          <CodesignButton
            app={app}
            kind="flow"
            thing={flow}
            anchor={selection?.kind === "node" ? selection.id : null}
            nameOf={(id) =>
              words.label(named(id)?.label) || (named(id) && t(`drawing:type.${named(id)?.type}`))
            }
            onAnchor={(id) => named(id) && select({ kind: "node", id })}
          />
          <Button icon={<FlaskConical size={16} />} aria-pressed={trying} onClick={dryRun}>
            {t("top.dry_run")}
          </Button>
        </>
      }
      errors={problems.filter((problem) => problem.level === "error").length}
      onPublish={onPublish}
    />
  );
}
