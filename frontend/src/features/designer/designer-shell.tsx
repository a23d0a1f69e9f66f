/** Three columns: what there is, the form, what is selected; other tabs instead of them. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker } from "react-router";
import { DragArea } from "@/ui/drag/drag-area";
import { useToast } from "@/ui/use-toast";
import { Canvas } from "./canvas/canvas";
import { canLand, land } from "./canvas/drops";
import { useDesigner } from "./model/context";
import { useMakeField } from "./model/use-add";
import { Palette } from "./palette";
import { DraftConflict } from "./panels/draft-conflict";
import { PreviewDialog } from "./panels/preview-dialog";
import { ProblemsPanel } from "./panels/problems-panel";
import { PublishDialog } from "./panels/publish-dialog";
import { SettingsTab } from "./panels/settings-tab";
import { TopBar } from "./panels/top-bar";
import { VersionsTab } from "./panels/versions-tab";
import { PropertyPanel } from "./properties/property-panel";
import { ChecksTab } from "./rules/checks-tab";
import { RulesTab } from "./rules/rules-tab";
import styles from "./designer.module.css";

const EDITABLE = "input, textarea, [contenteditable='true'], .cm-content";

function useUndoKeys(): void {
  const { draft } = useDesigner();
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
  const { draft } = useDesigner();
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

export function DesignerShell() {
  const { t } = useTranslation("designer");
  const toast = useToast();
  const { definition, apply, select, tab, draft } = useDesigner();
  const make = useMakeField();
  const [preview, setPreview] = useState(false);
  const [publishing, setPublishing] = useState(false);
  useUndoKeys();
  useSaveBeforeLeaving();
  return (
    <div className={styles.designer}>
      <TopBar onPreview={() => setPreview(true)} onPublish={() => setPublishing(true)} />
      {tab === "fields" ? (
        <DragArea
          canDrop={canLand}
          onDrop={(drop) => {
            const landed = land(definition, drop, make);
            if (!landed) return;
            apply("move", () => landed.definition);
            select(landed.selection);
          }}
        >
          <div className={styles.columns}>
            <Palette />
            <div className={styles.middle}>
              <Canvas />
              <ProblemsPanel />
            </div>
            <aside className={styles.panel} aria-label={t("property.title")}>
              <PropertyPanel />
            </aside>
          </div>
        </DragArea>
      ) : (
        <div className={styles.other}>
          {tab === "rules" && <RulesTab />}
          {tab === "checks" && <ChecksTab />}
          {tab === "settings" && <SettingsTab />}
          {tab === "versions" && <VersionsTab />}
          <ProblemsPanel />
        </div>
      )}
      <PreviewDialog open={preview} onClose={() => setPreview(false)} />
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
