/** The right column: what is selected, and what can be set about it. */
import { useFlowDesigner } from "../model/context";
import { findNode } from "@/lib/flow-design/edit";
import { EdgePanel } from "./edge-panel";
import { FlowProperties } from "./flow-properties";
import { NodePanel } from "./node-panel";
import { TriggerPanel } from "./trigger-panel";

export function PropertyPanel() {
  const { definition, selection } = useFlowDesigner();
  if (selection?.kind === "trigger") return <TriggerPanel />;
  if (selection?.kind === "edge") return <EdgePanel key={selection.edge} edge={selection.edge} />;
  const node = selection?.kind === "node" ? findNode(definition, selection.id) : undefined;
  if (node?.type === "start" && !node.parent) return <TriggerPanel />;
  return node ? <NodePanel key={node.id} node={node} /> : <FlowProperties />;
}
