/** Three columns: what there is, the flow, what is selected; other tabs instead of them. */
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Columns, OtherTab, Workspace } from "@/ui/designer/workspace";
import { DragArea } from "@/ui/drag/drag-area";
import { PageSkeleton } from "@/ui/skeletons";
import { DryRunPanel } from "./dry-run/dry-run-panel";
import { useFlowDesigner } from "./model/context";
import { useNodeActs } from "./model/use-node-acts";
import { Palette } from "./palette";
import { ProblemsPanel } from "./panels/problems-panel";
import { PropertyPanel } from "./panels/property-panel";
import { PublishDialog } from "./panels/publish-dialog";
import { SettingsTab } from "./panels/settings-tab";
import { TopBar } from "./panels/top-bar";
import { VersionsTab } from "./panels/versions-tab";
import { canLand, type Dragged, type Target } from "./tree/drops";
import { TreeView } from "./tree/tree-view";

const GraphView = lazy(async () => ({ default: (await import("./graph/graph-view")).GraphView }));
function Design() {
  const { t } = useTranslation("flowdesign");
  const { definition, view, trying } = useFlowDesigner();
  const acts = useNodeActs();
  return (
    <DragArea
      canDrop={(drop) => canLand(definition, drop)}
      onDrop={(drop) => {
        const dragged = drop.item.data as Dragged;
        const target = drop.target.data as Target;
        if (target.on === "canvas") {
          if (dragged.what === "new") acts.place(dragged.kind, null);
        } else if (dragged.what === "new") acts.insert(dragged.kind, target.spot);
        else acts.move(dragged.id, target.spot);
      }}
    >
      <Columns
        palette={<Palette />}
        panel={trying ? <DryRunPanel /> : <PropertyPanel />}
        panelName={t(trying ? "dry.title" : "panel.title")}
      >
        {view === "tree" ? (
          <TreeView />
        ) : (
          <Suspense fallback={<PageSkeleton />}>
            <GraphView />
          </Suspense>
        )}
        <ProblemsPanel />
      </Columns>
    </DragArea>
  );
}

export function FlowDesignerShell() {
  const { tab, draft } = useFlowDesigner();
  return (
    <Workspace
      draft={draft}
      head={(publish) => <TopBar onPublish={publish} />}
      publish={(dialog) => <PublishDialog {...dialog} />}
    >
      {tab === "design" ? (
        <Design />
      ) : (
        <OtherTab>
          {tab === "settings" && <SettingsTab />}
          {tab === "versions" && <VersionsTab />}
        </OtherTab>
      )}
    </Workspace>
  );
}
