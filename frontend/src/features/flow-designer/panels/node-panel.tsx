/** Everything that can be set about one step. */
import { Button, Dropdown, Input, Space } from "antd";
import { Copy, Plus, Trash2 } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { edgesOf, nodesOf, type BoundaryNode, type FlowNode } from "@/lib/flow-design/definition";
import { addNode, clean, freeId, patchNode } from "@/lib/flow-design/edit";
import { isJoin } from "@/lib/flow-design/structure";
import { CopyButton } from "@/ui/copy-button";
import { NodeIcon } from "@/ui/flow-drawing/node-look";
import { LabelInput } from "@/ui/label-input";
import { Property } from "@/ui/property/property";
import { nodeProblems, useFlowDesigner } from "../model/context";
import { useNodeActs } from "../model/use-node-acts";
import { kindOfNode } from "../nodes/registry";
import { Group } from "../parts/group";
import styles from "../parts/parts.module.css";
import { BranchList } from "./branch-list";
import { ProblemLines } from "@/ui/designer/problem-lines";
import { Panel } from "@/ui/designer/panel";

/** DOM id of the first box of the panel. */
export const FIRST_BOX = "flow-panel-first";
const HOLDS = new Set([
  "approval",
  "fill",
  "wait",
  "assign",
  "call",
  "subprocess",
  "http",
  "script",
  "analyse",
]);

export function NodePanel({ node }: { node: FlowNode }) {
  const { t } = useTranslation("flowdesign");
  const { definition, apply, problems, words } = useFlowDesigner();
  const acts = useNodeActs();
  const { Panel: Properties } = kindOfNode(node.type);
  const name = words.nodeName(node);
  const patch = (change: object) =>
    apply(`node:${node.id}:${Object.keys(change).join()}`, (flow) => patchNode(flow, node.id, change));
  const ways = edgesOf(definition).filter((edge) => edge.from === node.id).length;
  return (
    <Panel
      icon={<NodeIcon type={node.type} />}
      title={t(`drawing:type.${node.type}`)}
      tools={
        node.type !== "start" && (
          <Space size={0}>
            <Button
              type="text"
              size="small"
              icon={<Copy size={14} />}
              aria-label={t("act.duplicate", { name })}
              title={t("act.duplicate_short")}
              onClick={() => acts.duplicate(node.id)}
            />
            <Button
              type="text"
              size="small"
              icon={<Trash2 size={14} />}
              aria-label={t("act.remove", { name })}
              title={t("act.remove_short")}
              onClick={() => acts.remove(node.id)}
            />
          </Space>
        )
      }
    >
      <ProblemLines problems={nodeProblems(problems, node.id)} />
      <Property label={t("node.label")} htmlFor={FIRST_BOX}>
        <LabelInput
          id={FIRST_BOX}
          value={node.label}
          placeholder={t(`drawing:type.${node.type}`)}
          onChange={(label) => patch({ label: label === "" ? undefined : label })}
        />
      </Property>
      {Properties && <Properties node={node} patch={patch} />}
      {node.type === "branch" && isJoin(definition, node) && (
        <p className={styles.faint}>{t("branch.joins")}</p>
      )}
      {node.type !== "branch" && node.type !== "end" && ways > 0 && (
        <Group title={t("branch.ways")} note={ways > 1 ? String(ways) : undefined} open={ways > 1}>
          <BranchList node={node.id} />
        </Group>
      )}
      {HOLDS.has(node.type) && <Boundaries node={node} />}
      <Group title={t("node.more")}>
        <Property label={t("node.description")}>
          <LabelInput
            aria-label={t("node.description")}
            maxLength={300}
            value={node.description}
            onChange={(description) => patch({ description: description === "" ? undefined : description })}
          />
        </Property>
        <NodeKey id={node.id} />
      </Group>
    </Panel>
  );
}

/** What formulas of later steps call this one. */
function NodeKey({ id }: { id: string }) {
  const { t } = useTranslation("flowdesign");
  const box = useId();
  return (
    <Property label={t("node.key")} htmlFor={box} help={t("node.key_help", { id })}>
      <Space.Compact block>
        <Input id={box} readOnly className="dg-mono" value={id} />
        <CopyButton text={id} />
      </Space.Compact>
    </Property>
  );
}

/** What may happen while the step is open. */
function Boundaries({ node }: { node: FlowNode }) {
  const { t } = useTranslation("flowdesign");
  const { definition, apply, select, words } = useFlowDesigner();
  const own = nodesOf(definition).filter((one) => one.type === "boundary" && one.on === node.id);
  const add = (kind: BoundaryNode["catch"]) => {
    const id = freeId(
      definition,
      kind === "timer" ? "timeout" : kind === "error" ? "on_error" : "on_message",
    );
    const fresh: BoundaryNode = clean({
      id,
      type: "boundary" as const,
      on: node.id,
      catch: kind,
      parent: node.parent ?? undefined,
      after: kind === "timer" ? "1 business day" : undefined,
      message: kind === "message" ? "message" : undefined,
    });
    apply("add boundary", (flow) => addNode(flow, fresh));
    select({ kind: "node", id });
  };
  const kinds = (["timer", "message", "error"] as const).filter(
    (one) => one !== "error" || node.type !== "wait",
  );
  return (
    <Group title={t("boundary.title")} note={own.length > 0 ? String(own.length) : undefined}>
      {own.map((one) => (
        <div key={one.id} className={styles.branch}>
          <button type="button" onClick={() => select({ kind: "node", id: one.id })}>
            {words.label(one.label) || kindOfNode("boundary").summary(one, words)}
          </button>
        </div>
      ))}
      <Dropdown
        trigger={["click"]}
        menu={{
          items: kinds.map((kind) => ({ key: kind, label: t(`boundary.catches.${kind}`) })),
          onClick: ({ key }) => add(key as BoundaryNode["catch"]),
        }}
      >
        <Button size="small" type="text" className={styles.add} icon={<Plus size={14} />}>
          {t("boundary.add")}
        </Button>
      </Dropdown>
    </Group>
  );
}
