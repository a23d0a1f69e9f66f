/** The ways out of a step, in the order in which their conditions are asked. */
import { Button } from "antd";
import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { addBranch } from "@/lib/flow-design/blocks";
import { edgesOf } from "@/lib/flow-design/definition";
import { findNode, moveEdge, removeEdge } from "@/lib/flow-design/edit";
import { Property } from "@/ui/property/property";
import { useFlowDesigner } from "../model/context";
import { edgeWords } from "../model/edge-words";
import styles from "../parts/parts.module.css";

export function BranchList({ node }: { node: string }) {
  const { t } = useTranslation("flowdesign");
  const { definition, words, apply, select } = useFlowDesigner();
  const edges = edgesOf(definition).flatMap((edge, at) => (edge.from === node ? [at] : []));
  return (
    <Property label={t("branch.ways")}>
      <div className={styles.stack}>
        {edges.map((at, index) => {
          const { text } = edgeWords(definition, at, words);
          return (
            <div key={at} className={styles.branch}>
              <button type="button" title={text} onClick={() => select({ kind: "edge", edge: at })}>
                {text}
              </button>
              <Button
                type="text"
                size="small"
                disabled={index === 0}
                icon={<ArrowUp size={14} />}
                aria-label={t("branch.earlier", { name: text })}
                onClick={() => apply("order", (flow) => moveEdge(flow, at, -1))}
              />
              <Button
                type="text"
                size="small"
                disabled={index === edges.length - 1}
                icon={<ArrowDown size={14} />}
                aria-label={t("branch.later", { name: text })}
                onClick={() => apply("order", (flow) => moveEdge(flow, at, 1))}
              />
              <Button
                type="text"
                size="small"
                disabled={edges.length < 2}
                icon={<Trash2 size={14} />}
                aria-label={t("branch.remove", { name: text })}
                onClick={() => apply("remove branch", (flow) => removeEdge(flow, at))}
              />
            </div>
          );
        })}
        <AddBranch node={node} />
      </div>
    </Property>
  );
}

/** One more way out; behind a decision that of a «no». */
export function useAddBranch(): (node: string) => void {
  const { definition, apply } = useFlowDesigner();
  return (node) => {
    const source = findNode(definition, node);
    const asked = edgesOf(definition).some((edge) => edge.from === node && edge.when?.includes("'rejected'"));
    const edge =
      (source?.type === "approval" || source?.type === "call") && !asked
        ? { when: "outcome = 'rejected'" }
        : {};
    apply("add branch", (flow) => addBranch(flow, node, edge));
  };
}

function AddBranch({ node }: { node: string }) {
  const { t } = useTranslation("flowdesign");
  const add = useAddBranch();
  return (
    <Button
      size="small"
      type="text"
      className={styles.add}
      icon={<Plus size={14} />}
      onClick={() => add(node)}
    >
      {t("branch.add")}
    </Button>
  );
}
