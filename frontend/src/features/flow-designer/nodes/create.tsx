import { useTranslation } from "react-i18next";
import type { CreateNode } from "@/lib/flow-design/definition";
import { Property } from "@/ui/property/property";
import type { NodePanelProps } from "../model/context";
import { EachEditor } from "../parts/each-editor";
import { FormSelect } from "../parts/form-select";
import { Group } from "../parts/group";
import { RowsEditor } from "../parts/rows-editor";
import { SettingsList } from "../parts/settings-list";
import type { NodeKind } from "./kind";

function Panel({ node, patch }: NodePanelProps<CreateNode>) {
  const { t } = useTranslation("flowdesign");
  return (
    <>
      <Property label={t("create.form")}>
        <FormSelect
          label={t("create.form")}
          app={node.app}
          form={node.form}
          onChange={(form, app) => patch({ form, app: app ?? undefined, set: [], rows: undefined })}
        />
      </Property>
      <Property label={t("set.title")} help={t("set.help")}>
        <SettingsList
          at={{ place: "node", node: node.id }}
          form={node.form}
          app={node.app}
          value={node.set}
          onChange={(set) => patch({ set })}
        />
      </Property>
      <RowsEditor
        node={node.id}
        form={node.form}
        app={node.app}
        value={node.rows}
        onChange={(rows) => patch({ rows })}
      />
      <Group title={t("each.many")} note={node.each ? t("each.yes") : undefined}>
        <EachEditor bare node={node.id} value={node.each} onChange={(each) => patch({ each })} />
      </Group>
    </>
  );
}

export const create: NodeKind<CreateNode> = {
  summary: (node, words) =>
    node.form
      ? words.t("flowdesign:create.summary", {
          form: words.form(node.form, node.app),
          fields: words.list(node.set.slice(0, 3).map((one) => words.path(one.field, node.form, node.app))),
        })
      : words.t("flowdesign:pick.form"),
  Panel,
};
