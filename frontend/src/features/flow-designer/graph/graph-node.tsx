/** One step on the canvas. */
import { Handle, Position, type Node, type NodeProps } from "@xyflow/react";
import { CircleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { FlowNode } from "@/lib/flow-design/definition";
import { CardFace } from "@/ui/flow-drawing/card-face";
import { NodeIcon } from "@/ui/flow-drawing/node-look";
import { nodeProblems, useFlowDesigner } from "../model/context";
import { usePlayedNode } from "../model/played";
import { summaryOf } from "../nodes/registry";
import { triggerSentence } from "../triggers/registry";
import styles from "./graph.module.css";

export type StepNode = Node<{ step: FlowNode; frame: boolean }, "step">;

export function GraphNode({ data: { step, frame }, selected }: NodeProps<StepNode>) {
  const { t } = useTranslation("flowdesign");
  const { words, problems, definition, readOnly } = useFlowDesigner();
  const played = usePlayedNode(step.id);
  const own = nodeProblems(problems, step.id);
  const told = own.map((problem) => words.label(problem.message)).join(" ");
  const start = step.type === "start" && !step.parent;
  const summary = start ? triggerSentence(definition, words) : summaryOf(step, words);
  const pill = ["start", "end", "branch"].includes(step.type);
  const name = step.type === "branch" && !step.label ? summary : words.nodeName(step);
  const mark = own.length > 0 && (
    <span className={styles.mark} data-level={own[0]!.level} title={told}>
      <CircleAlert size={14} aria-label={t("card.problems", { problems: told })} />
    </span>
  );
  return (
    <div
      className={styles.node}
      data-frame={frame || undefined}
      data-pill={pill || undefined}
      data-selected={selected || undefined}
      data-level={own[0]?.level}
      data-played={played ?? undefined}
    >
      {step.type !== "start" && step.type !== "boundary" && (
        <Handle type="target" position={Position.Top} isConnectable={!readOnly} />
      )}
      {pill ? (
        <span className={styles.pill}>
          <NodeIcon type={step.type} size={14} />
          <span>{name}</span>
          {mark}
        </span>
      ) : (
        <CardFace type={step.type} title={name} summary={frame ? undefined : summary} mark={mark} />
      )}
      {step.type !== "end" && <Handle type="source" position={Position.Bottom} isConnectable={!readOnly} />}
    </div>
  );
}
