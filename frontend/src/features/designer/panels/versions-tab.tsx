import { useTranslation } from "react-i18next";
import { Versions } from "@/ui/designer/versions";
import { useDesigner } from "../model/context";

/** The form's published versions. */
export function VersionsTab() {
  const { t } = useTranslation("designer");
  const { app, form, draft } = useDesigner();
  return (
    <Versions
      path={`/apps/${app}/forms/${form}`}
      draft={draft}
      published={draft.server.published_version}
      text={t("versions.text")}
      noneText={t("versions.none_text")}
    />
  );
}
