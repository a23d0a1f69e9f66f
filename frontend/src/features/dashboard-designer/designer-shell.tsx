/** Three columns: the library, the page, what is selected; other tabs instead of them. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker } from "react-router";
import { useToast } from "@/ui/use-toast";
import { Canvas } from "./canvas/canvas";
import { TileDragProvider } from "./canvas/tile-drag";
import styles from "./designer.module.css";
import { Library } from "./library";
import { useDesigner } from "./model/context";
import { useTileActs } from "./model/use-tile-acts";
import { DraftConflict } from "./panels/draft-conflict";
import { ProblemsPanel } from "./panels/problems-panel";
import { PropertyPanel } from "./panels/property-panel";
import { PublishDialog } from "./panels/publish-dialog";
import { SettingsTab } from "./panels/settings-tab";
import { TopBar } from "./panels/top-bar";
import { VersionsTab } from "./panels/versions-tab";

const EDITABLE = "input, textarea, [contenteditable='true'], .cm-content";

function useKeys(): void {
  const { draft, selection, select } = useDesigner();
  const acts = useTileActs();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.target as HTMLElement).closest(`${EDITABLE}, .ant-modal`)) return;
      const key = event.key.toLowerCase();
      const tile = selection?.kind === "tile" ? selection.key : null;
      // What is marked in the page is copied as text, as everywhere.
      const text = window.getSelection()?.toString() ?? "";
      const control = event.ctrlKey || event.metaKey;
      if (control && key === "z" && !event.shiftKey) draft.undo();
      else if (control && (key === "y" || (key === "z" && event.shiftKey))) draft.redo();
      else if (control && key === "c" && tile && text === "") acts.copy(tile);
      else if (control && key === "v" && acts.canPaste()) acts.paste();
      else if (control && key === "d" && tile) acts.double(tile);
      else if ((key === "delete" || key === "backspace") && tile) acts.remove(tile);
      else if (key === "escape" && selection) select(null);
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
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

function Design() {
  const { t } = useTranslation("dashdesign");
  useKeys();
  return (
    <TileDragProvider>
      <div className={styles.columns}>
        <Library />
        <div className={styles.middle}>
          <Canvas />
          <ProblemsPanel />
        </div>
        <aside className={styles.panel} aria-label={t("panel.title")}>
          <PropertyPanel />
        </aside>
      </div>
    </TileDragProvider>
  );
}

export function DesignerShell() {
  const { t } = useTranslation("dashdesign");
  const toast = useToast();
  const { tab, draft } = useDesigner();
  const [publishing, setPublishing] = useState(false);
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
