import { useTranslation } from "react-i18next";
import { nodesOf, type SubprocessNode } from "@/lib/flow-design/definition";
import { useFlowDesigner, type NodePanelProps } from "../model/context";
import { EachEditor } from "../parts/each-editor";
import styles from "../parts/parts.module.css";
import type { NodeKind } from "./kind";

function Panel({ node, patch }: NodePanelProps<SubprocessNode>) {
  const { t } = useTranslation("flowdesign");
  const { definition } = useFlowDesigner();
  const count = nodesOf(definition).filter((one) => one.parent === node.id).length;
  return (
    <>
      <p className={styles.note}>{t("subprocess.help", { count })}</p>
      <EachEditor node={node.id} value={node.each} onChange={(each) => patch({ each })} />
    </>
  );
}

export const subprocess: NodeKind<SubprocessNode> = {
  summary: (node, { t }) => (node.each ? t("flowdesign:subprocess.repeated") : ""),
  Panel,
};
