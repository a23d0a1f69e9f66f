import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { EndNode } from "@/lib/flow-design/definition";
import { LabelInput } from "@/ui/label-input";
import { Property, Toggle } from "@/ui/property/property";
import { useFlowDesigner, type NodePanelProps } from "../model/context";
import type { NodeKind } from "./kind";

const RESULTS = ["auto", "approved", "rejected", "done"] as const;

function Panel({ node, patch }: NodePanelProps<EndNode>) {
  const { t } = useTranslation("flowdesign");
  const id = useId();
  const { trigger } = useFlowDesigner().definition;
  return (
    <>
      <Property label={t("end.result")} htmlFor={id} help={t("end.result_help")}>
        <Select<(typeof RESULTS)[number]>
          id={id}
          style={{ width: "100%" }}
          value={node.result ?? "auto"}
          options={RESULTS.map((result) => ({ value: result, label: t(`end.${result}`) }))}
          onChange={(result) => patch({ result: result === "auto" ? undefined : result })}
        />
      </Property>
      {trigger.on === "button" && trigger.whole && node.result === "rejected" && (
        <Property label={t("trigger.reason")} htmlFor={`${id}-reason`} help={t("trigger.reason_help")}>
          <LabelInput
            id={`${id}-reason`}
            maxLength={500}
            value={node.reason}
            onChange={(reason) => patch({ reason: reason === "" ? undefined : reason })}
          />
        </Property>
      )}
      <Toggle
        label={t("end.terminate")}
        help={t("end.terminate_help")}
        value={!!node.terminate}
        onChange={(on) => patch({ terminate: on || undefined })}
      />
    </>
  );
}

export const end: NodeKind<EndNode> = {
  summary: (node, { t }) =>
    [
      node.result ? t(`flowdesign:end.${node.result}`) : "",
      node.terminate ? t("flowdesign:end.terminates") : "",
    ]
      .filter(Boolean)
      .join(" · "),
  Panel,
};
