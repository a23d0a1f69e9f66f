/** The designer's head: preview, publish. */
import { Button } from "antd";
import { Eye } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { CodesignButton } from "@/ui/codesign/codesign-button";
import { DesignerBar } from "@/ui/designer/designer-bar";
import { TABS, useDesigner } from "../model/context";

export function TopBar({ onPreview, onPublish }: { onPreview: () => void; onPublish: () => void }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const { app, form, definition, draft, tab, setTab, selection, select } = useDesigner();
  const named = (key: string) => definition.fields.find((field) => field.key === key);
  const { published_version: version, problems } = draft.server;
  return (
    <DesignerBar
      back={version ? `/apps/${app}/forms/${form}` : `/apps/${app}`}
      name={label(definition.label) || form}
      draft={draft}
      version={version}
      tab={tab}
      tabs={TABS.map((value) => ({ value, label: t(`tab.${value}`) }))}
      onTab={setTab}
      tools={
        <>
          <CodesignButton
            app={app}
            kind="form"
            thing={form}
            anchor={selection?.kind === "field" && !selection.subform ? selection.key : null}
            nameOf={(key) => label(named(key)?.label)}
            onAnchor={(key) => named(key) && select({ kind: "field", key })}
          />
          <Button icon={<Eye size={16} />} onClick={onPreview}>
            {t("top.preview")}
          </Button>
        </>
      }
      errors={problems.filter((problem) => problem.level === "error").length}
      empty={definition.fields.length === 0}
      onPublish={onPublish}
    />
  );
}
