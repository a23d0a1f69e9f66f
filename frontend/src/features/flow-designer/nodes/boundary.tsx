import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { BoundaryNode } from "@/lib/flow-design/definition";
import { NumberProperty, Property, Toggle } from "@/ui/property/property";
import type { NodePanelProps } from "../model/context";
import { DurationInput } from "../parts/duration-input";
import { MessageInput } from "../parts/message-input";
import styles from "../parts/parts.module.css";
import type { NodeKind } from "./kind";

const CATCHES = ["timer", "message", "error"] as const;

function Panel({ node, patch }: NodePanelProps<BoundaryNode>) {
  const { t } = useTranslation("flowdesign");
  const id = useId();
  return (
    <>
      <Property label={t("boundary.catch")} htmlFor={id}>
        <Select<BoundaryNode["catch"]>
          id={id}
          className={styles.full}
          value={node.catch}
          options={CATCHES.map((one) => ({ value: one, label: t(`boundary.catches.${one}`) }))}
          onChange={(next) =>
            patch({
              catch: next,
              after: next === "timer" ? "1 business day" : undefined,
              message: next === "message" ? "message" : undefined,
            })
          }
        />
      </Property>
      {node.catch === "timer" && (
        <Property label={t("boundary.after")}>
          <DurationInput
            label={t("boundary.after")}
            value={node.after}
            onChange={(after) => patch({ after })}
          />
        </Property>
      )}
      {node.catch === "message" && (
        <Property label={t("message.name")}>
          <MessageInput value={node.message ?? ""} onChange={(message) => patch({ message })} />
        </Property>
      )}
      <Toggle
        label={t("boundary.interrupt")}
        help={t("boundary.interrupt_help")}
        value={node.interrupt ?? true}
        onChange={(interrupt) => patch({ interrupt, repeat: undefined })}
      />
      {node.catch === "timer" && node.interrupt === false && (
        <NumberProperty
          label={t("boundary.repeat")}
          min={0}
          max={1_000}
          value={node.repeat ?? 0}
          onChange={(repeat) => patch({ repeat })}
        />
      )}
    </>
  );
}

export const boundary: NodeKind<BoundaryNode> = {
  summary: (node, { t, duration, node: name }) => {
    const what = { timer: duration(node.after), message: node.message ?? "", error: "" }[node.catch];
    return t(`flowdesign:boundary.summary.${node.catch}`, { name: name(node.on), what });
  },
  Panel,
};
