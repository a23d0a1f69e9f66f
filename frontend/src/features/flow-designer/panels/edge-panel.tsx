/** A way from one step to the next: when it is taken, and what it is called. */
import { Button, Tooltip } from "antd";
import { ArrowRight, Trash2 } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { edgesOf, type FlowEdge } from "@/lib/flow-design/definition";
import { patchEdge, removeEdge } from "@/lib/flow-design/edit";
import { LabelInput } from "@/ui/label-input";
import { Property, Toggle } from "@/ui/property/property";
import { edgeProblems, useFlowDesigner } from "../model/context";
import { asksConditions, sourceOf } from "../model/edge-words";
import { ConditionProperty } from "../parts/condition-property";
import styles from "../parts/parts.module.css";
import { ProblemLines } from "@/ui/designer/problem-lines";
import { Panel } from "@/ui/designer/panel";

export function EdgePanel({ edge: at }: { edge: number }) {
  const { t } = useTranslation("flowdesign");
  const id = useId();
  const { definition, apply, words, problems, select, readOnly } = useFlowDesigner();
  const edge = edgesOf(definition)[at];
  if (!edge) return null;
  const source = sourceOf(definition, edge);
  const siblings = edgesOf(definition).filter((one) => one.from === edge.from);
  const patch = (change: Partial<FlowEdge>) =>
    apply(`edge:${at}:${Object.keys(change).join()}`, (flow) => patchEdge(flow, at, change));
  const asks = asksConditions(source);
  return (
    <Panel
      icon={<ArrowRight size={16} aria-hidden />}
      title={t("edge.title")}
      tools={
        siblings.length > 1 &&
        !readOnly && (
          <Tooltip title={t("edge.remove")}>
            <Button
              type="text"
              size="small"
              icon={<Trash2 size={14} />}
              aria-label={t("edge.remove")}
              onClick={() => {
                select(source ? { kind: "node", id: source.id } : null);
                apply("remove branch", (flow) => removeEdge(flow, at));
              }}
            />
          </Tooltip>
        )
      }
    >
      <p className={styles.note}>
        {t("edge.from_to", { from: words.node(edge.from), to: words.node(edge.to) })}
      </p>
      <ProblemLines problems={edgeProblems(problems, at)} />
      {!asks && <p className={styles.faint}>{t("edge.always_taken")}</p>}
      {asks && siblings.length > 1 && (
        <Toggle
          label={t("edge.default")}
          help={t("edge.default_help")}
          value={!!edge.default}
          onChange={(on) => patch(on ? { default: true, when: undefined } : { default: undefined })}
        />
      )}
      {asks && !edge.default && (
        <ConditionProperty
          key={at}
          label={t("edge.when")}
          help={t(source?.type === "approval" ? "edge.when_approval_help" : "edge.when_help")}
          at={{ place: "edge", node: edge.from }}
          outcomeOf={source?.type}
          value={edge.when ?? ""}
          onChange={(when) => patch({ when: when === "" ? undefined : when })}
        />
      )}
      <Property label={t("edge.label")} htmlFor={id} help={t("edge.label_help")}>
        <LabelInput
          id={id}
          value={edge.label}
          onChange={(label) => patch({ label: label === "" ? undefined : label })}
        />
      </Property>
    </Panel>
  );
}
