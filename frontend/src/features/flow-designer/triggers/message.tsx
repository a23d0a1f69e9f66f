import { Send } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { MessageTrigger } from "@/lib/flow-design/definition";
import { Property } from "@/ui/property/property";
import { MessageInput } from "../parts/message-input";
import type { TriggerPanelProps, TriggerSpec } from "./kind";
import { When } from "./parts";

function Panel({ trigger, patch }: TriggerPanelProps<MessageTrigger>) {
  const { t } = useTranslation("flowdesign");
  return (
    <>
      <Property label={t("message.name")} help={t("message.trigger_help")}>
        <MessageInput value={trigger.message} onChange={(message) => patch({ message })} />
      </Property>
      <When value={trigger.when} onChange={(when) => patch({ when })} />
    </>
  );
}

export const message: TriggerSpec<MessageTrigger> = {
  icon: Send,
  needsForm: false,
  fresh: () => ({ on: "message", message: "message" }),
  sentence: (trigger, _flow, { t }) => t("flowdesign:sentence.message", { name: trigger.message }),
  Panel,
};
