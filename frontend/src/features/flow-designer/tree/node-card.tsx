/** One step in the top-down view: what it is and does, chosen by a click, moved by dragging. */
import { CircleAlert, CircleCheck, Plus, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Box } from "@/lib/flow-design/drawing";
import type { FlowNode } from "@/lib/flow-design/definition";
import { useDragItem } from "@/ui/drag/use-drag";
import { CardFace } from "@/ui/flow-drawing/card-face";
import { placed } from "@/ui/flow-drawing/drawing-view";
import { NodeIcon } from "@/ui/flow-drawing/node-look";
import { nodeProblems, useFlowDesigner } from "../model/context";
import { usePlayedNode } from "../model/played";
import type { FlowProblem } from "../model/types";
import { summaryOf } from "../nodes/registry";
import { useAddBranch } from "../panels/branch-list";
import { triggerSentence } from "../triggers/registry";
import { cardId } from "./card-id";
import type { Dragged } from "./drops";
import styles from "./tree.module.css";

export function NodeCard({ node, box }: { node: FlowNode; box: Box }) {
  const { t } = useTranslation("flowdesign");
  const { selection, select, words, problems, definition, readOnly } = useFlowDesigner();
  const played = usePlayedNode(node.id);
  const name = words.nodeName(node);
  const start = node.type === "start" && !node.parent;
  const summary = start ? triggerSentence(definition, words) : summaryOf(node, words);
  const own = start
    ? problems.filter((problem) => problem.node === null && problem.path?.[0] === "trigger")
    : nodeProblems(problems, node.id);
  const data: Dragged = { what: "node", id: node.id };
  const still = readOnly || node.type === "start" || node.type === "boundary";
  const { ref, dragging } = useDragItem(
    { id: `node-${node.id}`, kind: "flow-node", label: name, data },
    { disabled: still },
  );
  const selected = selection?.kind === "node" && selection.id === node.id;
  const level = worst(own);
  const told = own.map((problem) => words.label(problem.message)).join(" ");
  return (
    <div
      className={styles.card}
      style={placed(box)}
      data-kind={box.kind}
      data-selected={selected || undefined}
      data-level={level}
      data-dragging={dragging || undefined}
      data-played={played ?? undefined}
    >
      <button
        // What can't be dragged can be pressed all the same.
        ref={still ? undefined : ref}
        id={cardId(node.id)}
        type="button"
        className={styles.cardButton}
        data-card={node.id}
        aria-pressed={selected}
        aria-label={t("card.label", { name, type: t(`drawing:type.${node.type}`), summary, problems: told })}
        onClick={() => select({ kind: "node", id: node.id })}
      />
      {box.kind === "card" || box.kind === "frame" ? (
        <CardFace
          type={node.type}
          title={name}
          summary={box.kind === "frame" ? undefined : summary}
          mark={<Mark level={level} told={told} played={played} />}
        />
      ) : (
        <span className={styles.slim}>
          {box.kind !== "join" && <NodeIcon type={node.type} size={14} />}
          <span className={styles.slimName}>
            {box.kind === "join" ? t("card.join") : node.type === "branch" && !node.label ? summary : name}
          </span>
          <Mark level={level} told={told} played={played} />
        </span>
      )}
      {node.type === "branch" && box.kind === "slim" && !readOnly && <AddBranch node={node.id} name={name} />}
    </div>
  );
}

const worst = (problems: FlowProblem[]): "error" | "warning" | undefined =>
  problems.some((problem) => problem.level === "error")
    ? "error"
    : problems.length > 0
      ? "warning"
      : undefined;

interface MarkProps {
  level?: "error" | "warning";
  told: string;
  played: string | null;
}

function Mark({ level, told, played }: MarkProps) {
  if (played) return <CircleCheck className={styles.playedMark} size={15} aria-hidden />;
  if (!level) return null;
  const Icon = level === "error" ? CircleAlert : TriangleAlert;
  return (
    <span className={styles.mark} data-level={level} title={told}>
      <Icon size={15} aria-hidden />
    </span>
  );
}

function AddBranch({ node, name }: { node: string; name: string }) {
  const { t } = useTranslation("flowdesign");
  const add = useAddBranch();
  return (
    <button
      type="button"
      className={styles.addBranch}
      aria-label={t("card.add_branch", { name })}
      title={t("branch.add")}
      onClick={() => add(node)}
    >
      <Plus size={14} aria-hidden />
    </button>
  );
}
