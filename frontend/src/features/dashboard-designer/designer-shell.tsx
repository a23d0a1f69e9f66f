/** Three columns: the library, the page, what is selected; other tabs instead of them. */
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { DraftConflict } from "@/ui/draft/draft-conflict";
import { useDraftWindow } from "@/ui/draft/use-draft-window";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import { Canvas } from "./canvas/canvas";
import { TileDragProvider } from "./canvas/tile-drag";
import styles from "./designer.module.css";
import { Library } from "./library";
import { useDesigner } from "./model/context";
import { useTileActs } from "./model/use-tile-acts";
import { ProblemsPanel } from "./panels/problems-panel";
import { PropertyPanel } from "./panels/property-panel";
import { PublishDialog } from "./panels/publish-dialog";
import { SettingsTab } from "./panels/settings-tab";
import { TopBar } from "./panels/top-bar";
import { VersionsTab } from "./panels/versions-tab";

const DeliveriesTab = lazy(() =>
  import("./deliveries/deliveries-tab").then((module) => ({ default: module.DeliveriesTab })),
);
const AlertsTab = lazy(() => import("./alerts/alerts-tab").then((module) => ({ default: module.AlertsTab })));

const EDITABLE = "input, textarea, [contenteditable='true'], .cm-content";

function useKeys(): void {
  const { selection, select } = useDesigner();
  const acts = useTileActs();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.target as HTMLElement).closest(`${EDITABLE}, .ant-modal`)) return;
      const key = event.key.toLowerCase();
      const tile = selection?.kind === "tile" ? selection.key : null;
      // What is marked in the page is copied as text, as everywhere.
      const text = window.getSelection()?.toString() ?? "";
      const control = event.ctrlKey || event.metaKey;
      if (control && key === "c" && tile && text === "") acts.copy(tile);
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
  useDraftWindow(draft);
  return (
    <div className={styles.designer}>
      <TopBar onPublish={() => setPublishing(true)} />
      {tab === "design" ? (
        <Design />
      ) : (
        <div className={styles.other}>
          <Suspense fallback={<ListSkeleton rows={4} />}>
            {tab === "deliveries" && <DeliveriesTab />}
            {tab === "alerts" && <AlertsTab />}
          </Suspense>
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
