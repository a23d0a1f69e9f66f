/** Three columns: what there is, the flow, what is selected; other tabs instead of them. */
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker } from "react-router";
import { DragArea } from "@/ui/drag/drag-area";
import { useToast } from "@/ui/use-toast";
import { PageSkeleton } from "@/ui/skeletons";
import { DryRunPanel } from "./dry-run/dry-run-panel";
import styles from "./flow-designer.module.css";
import { useFlowDesigner } from "./model/context";
import { useNodeActs } from "./model/use-node-acts";
import { Palette } from "./palette";
import { DraftConflict } from "./panels/draft-conflict";
import { ProblemsPanel } from "./panels/problems-panel";
import { PropertyPanel } from "./panels/property-panel";
import { PublishDialog } from "./panels/publish-dialog";
import { SettingsTab } from "./panels/settings-tab";
import { TopBar } from "./panels/top-bar";
import { VersionsTab } from "./panels/versions-tab";
import { canLand, type Dragged, type Target } from "./tree/drops";
import { TreeView } from "./tree/tree-view";

const GraphView = lazy(async () => ({ default: (await import("./graph/graph-view")).GraphView }));
const EDITABLE = "input, textarea, [contenteditable='true'], .cm-content";

function useUndoKeys(): void {
  const { draft } = useFlowDesigner();
  const { undo, redo } = draft;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || (event.target as HTMLElement).closest(EDITABLE)) return;
      const key = event.key.toLowerCase();
      if (key === "z" && !event.shiftKey) undo();
      else if ((key === "z" && event.shiftKey) || key === "y") redo();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [undo, redo]);
}

/** Leaving waits for the last save; closing the window asks. */
function useSaveBeforeLeaving(): void {
  const { draft } = useFlowDesigner();
  const unsaved = draft.state !== "saved";
  const blocker = useBlocker(unsaved && !draft.conflict);
  const { flush } = draft;
  useEffect(() => {
    if (blocker.state === "blocked") void flush().finally(() => blocker.proceed());
  }, [blocker, flush]);
  useEffect(() => {
    if (!unsaved) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [unsaved]);
}

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
  useUndoKeys();
  useSaveBeforeLeaving();
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
      {draft.conflict && <DraftConflict />}
    </div>
  );
}
