import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { edgesOf, type BranchNode } from "@/lib/flow-design/definition";
import { Property } from "@/ui/property/property";
import { useFlowDesigner, type NodePanelProps } from "../model/context";
import { BranchList } from "../panels/branch-list";
import type { NodeKind } from "./kind";

const MODES = ["exclusive", "parallel", "inclusive", "event"] as const;

function Panel({ node, patch }: NodePanelProps<BranchNode>) {
  const { t } = useTranslation("flowdesign");
  const { definition } = useFlowDesigner();
  const splits = edgesOf(definition).filter((edge) => edge.from === node.id).length > 1;
  const mode = node.mode ?? "exclusive";
  return (
    <>
      <Property label={t("branch.mode")} help={t(`branch.help.${mode}`)}>
        <Segmented<(typeof MODES)[number]>
          block
          vertical
          aria-label={t("branch.mode")}
          value={mode}
          options={MODES.map((one) => ({ value: one, label: t(`branch.modes.${one}`) }))}
          onChange={(next) => patch({ mode: next })}
        />
      </Property>
      {splits && <BranchList node={node.id} />}
    </>
  );
}

export const branch: NodeKind<BranchNode> = {
  summary: (node, { t }) => t(`flowdesign:branch.modes.${node.mode ?? "exclusive"}`),
  Panel,
};
