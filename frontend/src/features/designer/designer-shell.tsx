/** Three columns: what there is, the form, what is selected; other tabs instead of them. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DraftConflict } from "@/ui/draft/draft-conflict";
import { useDraftWindow } from "@/ui/draft/use-draft-window";
import { DragArea } from "@/ui/drag/drag-area";
import { useToast } from "@/ui/use-toast";
import { Canvas } from "./canvas/canvas";
import { canLand, land } from "./canvas/drops";
import { useDesigner } from "./model/context";
import { useMakeField } from "./model/use-add";
import { Palette } from "./palette";
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

export function DesignerShell() {
  const { t } = useTranslation("designer");
  const toast = useToast();
  const { definition, apply, select, tab, draft } = useDesigner();
  const make = useMakeField();
  const [preview, setPreview] = useState(false);
  const [publishing, setPublishing] = useState(false);
  useDraftWindow(draft);
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
