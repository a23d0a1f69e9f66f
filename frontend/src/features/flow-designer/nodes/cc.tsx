import { useTranslation } from "react-i18next";
import type { CcNode } from "@/lib/flow-design/definition";
import { Property } from "@/ui/property/property";
import type { NodePanelProps } from "../model/context";
import { AssigneesEditor } from "../parts/assignees-editor";
import type { NodeKind } from "./kind";

function Panel({ node, patch }: NodePanelProps<CcNode>) {
  const { t } = useTranslation("flowdesign");
  return (
    <Property label={t("cc.who")} help={t("cc.help")}>
      <AssigneesEditor
        node={node.id}
        label={t("cc.who")}
        value={node.assignees}
        onChange={(assignees) => patch({ assignees })}
      />
    </Property>
  );
}

export const cc: NodeKind<CcNode> = {
  summary: (node, words) => words.assignees(node.assignees) || words.t("flowdesign:who.nobody"),
  Panel,
};
