import { useTranslation } from "react-i18next";
import type { SendNode } from "@/lib/flow-design/definition";
import { Property } from "@/ui/property/property";
import type { NodePanelProps } from "../model/context";
import { MessageInput } from "../parts/message-input";
import { StepSelect } from "../parts/step-select";
import type { NodeKind } from "./kind";

function Panel({ node, patch }: NodePanelProps<SendNode>) {
  const { t } = useTranslation("flowdesign");
  return (
    <>
      <Property label={t("message.name")} help={t("message.send_help")}>
        <MessageInput value={node.message} onChange={(message) => patch({ message })} />
      </Property>
      <Property label={t("send.record")}>
        <StepSelect
          label={t("send.record")}
          node={node.id}
          value={node.record}
          onChange={(record) => patch({ record })}
        />
      </Property>
    </>
  );
}

export const send: NodeKind<SendNode> = {
  summary: (node, { t }) => t("flowdesign:message.sends", { name: node.message }),
  Panel,
};
