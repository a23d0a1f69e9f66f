/** Three columns: what there is, the flow, what is selected; other tabs instead of them. */
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { DraftConflict } from "@/ui/draft/draft-conflict";
import { useDraftWindow } from "@/ui/draft/use-draft-window";
import { DragArea } from "@/ui/drag/drag-area";
import { useToast } from "@/ui/use-toast";
import { PageSkeleton } from "@/ui/skeletons";
import { DryRunPanel } from "./dry-run/dry-run-panel";
import styles from "./flow-designer.module.css";
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
      <div className={styles.columns}>
        <Palette />
        <div className={styles.middle}>
          {view === "tree" ? (
            <TreeView />
          ) : (
            <Suspense fallback={<PageSkeleton />}>
              <GraphView />
            </Suspense>
          )}
          <ProblemsPanel />
        </div>
        <aside className={styles.panel} aria-label={t(trying ? "dry.title" : "panel.title")}>
          {trying ? <DryRunPanel /> : <PropertyPanel />}
        </aside>
      </div>
    </DragArea>
  );
}

export function FlowDesignerShell() {
  const { t } = useTranslation("flowdesign");
  const toast = useToast();
  const { tab, draft } = useFlowDesigner();
  const [publishing, setPublishing] = useState(false);
  useDraftWindow(draft);
  return (
    <div className={styles.designer}>
      <TopBar onPublish={() => setPublishing(true)} />
      {tab === "design" ? (
        <Design />
      ) : (
        <div className={styles.other}>
          {tab === "settings" && <SettingsTab />}
          {tab === "versions" && <VersionsTab />}
        </div>
      )}
      {publishing && (
        <PublishDialog
          onClose={() => setPublishing(false)}
          onDone={(version) => {
            setPublishing(false);
            toast.done(t("publish.done", { number: version }));
          }}
        />
      )}
      <DraftConflict
        draft={draft}
        words={{
          title: t("conflict.title"),
          text: t("conflict.text"),
          theirs: t("conflict.theirs"),
          mine: t("conflict.mine"),
        }}
      />
    </div>
  );
}
