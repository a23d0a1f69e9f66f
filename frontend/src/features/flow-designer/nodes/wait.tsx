import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { WaitNode } from "@/lib/flow-design/definition";
import { Property } from "@/ui/property/property";
import type { NodePanelProps } from "../model/context";
import { ConditionProperty } from "../parts/condition-property";
import { DurationInput } from "../parts/duration-input";
import { FormulaProperty } from "../parts/formula-property";
import { MessageInput } from "../parts/message-input";
import styles from "../parts/parts.module.css";
import type { NodeKind } from "./kind";

const WAYS = ["for", "until", "when", "message"] as const;
type Way = (typeof WAYS)[number];
const wayOf = (node: WaitNode): Way =>
  WAYS.find((way) => node[way] !== undefined && node[way] !== null) ?? "for";
const FRESH: Record<Way, string> = { for: "1 day", until: "", when: "", message: "message" };

function Panel({ node, patch }: NodePanelProps<WaitNode>) {
  const { t } = useTranslation("flowdesign");
  const id = useId();
  const way = wayOf(node);
  const at = { place: "node" as const, node: node.id };
  return (
    <>
      <Property label={t("wait.way")} htmlFor={id}>
        <Select<Way>
          id={id}
          className={styles.full}
          value={way}
          options={WAYS.map((one) => ({ value: one, label: t(`wait.ways.${one}`) }))}
          onChange={(next) =>
            patch({
              for: undefined,
              until: undefined,
              when: undefined,
              message: undefined,
              [next]: FRESH[next],
            })
          }
        />
      </Property>
      {way === "for" && (
        <Property label={t("wait.for")} help={t("wait.for_help")}>
          <DurationInput label={t("wait.for")} value={node.for} onChange={(text) => patch({ for: text })} />
        </Property>
      )}
      {way === "until" && (
        <FormulaProperty
          label={t("wait.until")}
          help={t("wait.until_help")}
          at={at}
          value={node.until ?? ""}
          hint={t("wait.until_hint")}
          onChange={(until) => patch({ until })}
        />
      )}
      {way === "when" && (
        <ConditionProperty
          label={t("wait.when")}
          help={t("wait.when_help")}
          at={at}
          value={node.when ?? ""}
          onChange={(when) => patch({ when })}
        />
      )}
      {way === "message" && (
        <Property label={t("message.name")} help={t("message.wait_help")}>
          <MessageInput value={node.message ?? ""} onChange={(message) => patch({ message })} />
        </Property>
      )}
    </>
  );
}

export const wait: NodeKind<WaitNode> = {
  summary: (node, words) => {
    const way = wayOf(node);
    if (way === "for") return words.duration(node.for);
    if (way === "until")
      return words.t("flowdesign:wait.until_summary", { what: words.path((node.until ?? "").trim()) });
    if (way === "when") return words.t("flowdesign:wait.when_summary", { what: words.condition(node.when) });
    return words.t("flowdesign:message.waits", { name: node.message });
  },
  Panel,
};
