import { useTranslation } from "react-i18next";
import { dashboardPath } from "@/lib/report/queries";
import { Versions } from "@/ui/designer/versions";
import { useDesigner } from "../model/context";

/** The dashboard's published versions. */
export function VersionsTab() {
  const { t } = useTranslation("dashdesign");
  const { app, dashboard, draft } = useDesigner();
  return (
    <Versions
      path={dashboardPath(app, dashboard)}
      draft={draft}
      published={draft.server.published_version}
      text={t("versions.text")}
      noneText={t("versions.none_text")}
    />
  );
}
