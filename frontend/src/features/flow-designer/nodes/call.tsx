import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { CallNode } from "@/lib/flow-design/definition";
import { Property, Toggle } from "@/ui/property/property";
import { useFlowDesigner, type NodePanelProps } from "../model/context";
import { EachEditor } from "../parts/each-editor";
import { Group } from "../parts/group";
import styles from "../parts/parts.module.css";
import { StepSelect } from "../parts/step-select";
import type { NodeKind } from "./kind";

function Panel({ node, patch }: NodePanelProps<CallNode>) {
  const { t } = useTranslation("flowdesign");
  const id = useId();
  const { words, flow } = useFlowDesigner();
  const flows = words.catalog.flows.filter((one) => one.key !== flow);
  return (
    <>
      <Property label={t("call.flow")} htmlFor={id}>
        <Select
          id={id}
          className={styles.full}
          placeholder={t("pick.flow")}
          value={flows.some((one) => one.key === node.flow) ? node.flow : undefined}
          options={flows.map((one) => ({ value: one.key, label: words.label(one.label) || one.key }))}
          onChange={(next: string) => patch({ flow: next })}
        />
      </Property>
      <Property label={t("call.record")}>
        <StepSelect
          label={t("call.record")}
          node={node.id}
          value={node.record}
          onChange={(record) => patch({ record })}
        />
      </Property>
      <Toggle
        label={t("call.wait")}
        help={t("call.wait_help")}
        value={node.wait ?? true}
        onChange={(wait) => patch({ wait })}
      />
      <Group title={t("each.many")} note={node.each ? t("each.yes") : undefined}>
        <EachEditor node={node.id} value={node.each} onChange={(each) => patch({ each })} />
      </Group>
    </>
  );
}

export const call: NodeKind<CallNode> = {
  summary: (node, words) =>
    [
      words.flow(node.flow),
      words.t(node.wait === false ? "flowdesign:call.goes_on" : "flowdesign:call.waits"),
    ].join(" · "),
  Panel,
};
