/** Three columns: what there is, the form, what is selected; other tabs instead of them. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Columns, OtherTab, Workspace } from "@/ui/designer/workspace";
import { DragArea } from "@/ui/drag/drag-area";
import { Canvas } from "./canvas/canvas";
import { canLand, land } from "./canvas/drops";
import { useDesigner } from "./model/context";
import { useMakeField } from "./model/use-add";
import { LinksTab } from "./links/links-tab";
import { Palette } from "./palette";
import { PreviewDialog } from "./panels/preview-dialog";
import { ProblemsPanel } from "./panels/problems-panel";
import { PublishDialog } from "./panels/publish-dialog";
import { SettingsTab } from "./panels/settings-tab";
import { TopBar } from "./panels/top-bar";
import { VersionsTab } from "./panels/versions-tab";
import { PropertyPanel } from "./properties/property-panel";
import { ChecksTab } from "./rules/checks-tab";
import { PrintsTab } from "./prints/prints-tab";
import { ProfileTab } from "./profile/profile-tab";
import { RulesTab } from "./rules/rules-tab";
import { TestsTab } from "./tests/tests-tab";

function Fields() {
  const { t } = useTranslation("designer");
  const { definition, apply, select } = useDesigner();
  const make = useMakeField();
  return (
    <DragArea
      canDrop={canLand}
      onDrop={(drop) => {
        const landed = land(definition, drop, make);
        if (!landed) return;
        apply("move", () => landed.definition);
        select(landed.selection);
      }}
    >
      <Columns palette={<Palette />} panel={<PropertyPanel />} panelName={t("property.title")}>
        <Canvas />
        <ProblemsPanel />
      </Columns>
    </DragArea>
  );
}

export function DesignerShell() {
  const { tab, draft } = useDesigner();
  const [preview, setPreview] = useState(false);
  return (
    <Workspace
      draft={draft}
      head={(publish) => <TopBar onPreview={() => setPreview(true)} onPublish={publish} />}
      publish={(dialog) => <PublishDialog {...dialog} />}
    >
      {tab === "fields" ? (
        <Fields />
      ) : (
        <OtherTab>
          {tab === "rules" && <RulesTab />}
          {tab === "checks" && <ChecksTab />}
          {tab === "tests" && <TestsTab />}
          {tab === "profile" && <ProfileTab />}
          {tab === "prints" && <PrintsTab />}
          {tab === "links" && <LinksTab />}
          {tab === "settings" && <SettingsTab />}
          {tab === "versions" && <VersionsTab />}
          <ProblemsPanel />
        </OtherTab>
      )}
      <PreviewDialog open={preview} onClose={() => setPreview(false)} />
    </Workspace>
  );
}
