/** Three columns: the library, the page, what is selected; other tabs instead of them. */
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Columns, OtherTab, Workspace } from "@/ui/designer/workspace";
import { ListSkeleton } from "@/ui/skeletons";
import { Canvas } from "./canvas/canvas";
import { TileDragProvider } from "./canvas/tile-drag";
import { Library } from "./library";
import { useDesigner } from "./model/context";
import { useTileKeys } from "./model/use-tile-keys";
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

function Design() {
  const { t } = useTranslation("dashdesign");
  useTileKeys();
  return (
    <TileDragProvider>
      <Columns palette={<Library />} panel={<PropertyPanel />} panelName={t("panel.title")}>
        <Canvas />
        <ProblemsPanel />
      </Columns>
    </TileDragProvider>
  );
}

export function DesignerShell() {
  const { tab, draft } = useDesigner();
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
          <Suspense fallback={<ListSkeleton rows={4} />}>
            {tab === "deliveries" && <DeliveriesTab />}
            {tab === "alerts" && <AlertsTab />}
          </Suspense>
          {tab === "settings" && <SettingsTab />}
          {tab === "versions" && <VersionsTab />}
        </OtherTab>
      )}
    </Workspace>
  );
}
