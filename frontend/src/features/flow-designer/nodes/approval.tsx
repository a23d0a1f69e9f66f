import { Segmented, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { ApprovalNode } from "@/lib/flow-design/definition";
import { Property } from "@/ui/property/property";
import { useFlowDesigner, type NodePanelProps } from "../model/context";
import type { Words } from "../model/words";
import { AssigneesEditor } from "../parts/assignees-editor";
import { EachEditor } from "../parts/each-editor";
import { FieldRightsMatrix } from "../parts/field-rights";
import { Group } from "../parts/group";
import { SlaEditor } from "../parts/sla-editor";
import { ApprovalPolicies } from "./approval-policies";
import { ApprovalVerbs } from "./approval-verbs";
import { RatioAndWeights } from "./approval-weights";
import type { NodeKind } from "./kind";

const MODES = ["any", "all", "ratio", "sequential"] as const;

function Panel({ node, patch }: NodePanelProps<ApprovalNode>) {
  const { t } = useTranslation("flowdesign");
  const commentId = useId();
  const { words } = useFlowDesigner();
  const rights = Object.keys(node.fields ?? {}).length;
  const mode = node.mode ?? "any";
  return (
    <>
      <Property label={t("approval.who")}>
        <AssigneesEditor
          node={node.id}
          label={t("approval.who")}
          value={node.assignees}
          onChange={(assignees) => patch({ assignees })}
        />
      </Property>
      <Property label={t("approval.mode")} help={t(`approval.mode_help.${mode}`)}>
        <Segmented<(typeof MODES)[number]>
          block
          aria-label={t("approval.mode")}
          value={mode}
          options={MODES.map((one) => ({ value: one, label: t(`approval.modes.${one}`) }))}
          onChange={(next) => patch({ mode: next })}
        />
      </Property>
      {mode === "ratio" && <RatioAndWeights node={node} patch={patch} />}
      <Group
        title={t("approval.fields")}
        note={rights > 0 ? t("approval.fields_set", { count: rights }) : t("approval.fields_none")}
      >
        <FieldRightsMatrix value={node.fields} onChange={(fields) => patch({ fields })} />
      </Group>
      <Group title={t("sla.title")} note={slaNote(node, words)}>
        <SlaEditor
          node={node.id}
          acts={["approve", "reject"]}
          value={node.sla}
          onChange={(sla) => patch({ sla })}
          pause={node.sla_pause}
          onPause={(sla_pause) => patch({ sla_pause })}
        />
      </Group>
      <Group
        title={t("approval.verbs")}
        note={node.verbs ? t("approval.verbs_some", { count: node.verbs.length }) : t("approval.verbs_all")}
      >
        <Property label={t("approval.comment")} htmlFor={commentId}>
          <Select
            id={commentId}
            style={{ width: "100%" }}
            value={node.comment ?? "on_reject"}
            options={(["optional", "on_reject", "always"] as const).map((one) => ({
              value: one,
              label: t(`approval.comments.${one}`),
            }))}
            onChange={(comment) => patch({ comment })}
          />
        </Property>
        <ApprovalVerbs node={node} patch={patch} />
      </Group>
      <Group title={t("approval.policies")}>
        <ApprovalPolicies node={node} patch={patch} />
      </Group>
      <Group title={t("each.title")} note={node.each ? t("each.yes") : undefined}>
        <EachEditor node={node.id} value={node.each} onChange={(each) => patch({ each })} />
      </Group>
    </>
  );
}

export function slaNote(node: { sla?: { after: string; do: string }[] }, { t, duration }: Words): string {
  const first = node.sla?.[0];
  if (!first) return t("flowdesign:sla.none");
  const more = node.sla!.length > 1 ? ` +${node.sla!.length - 1}` : "";
  return (
    t("flowdesign:sla.note", { after: duration(first.after), act: t(`flowdesign:sla.act.${first.do}`) }) +
    more
  );
}

export const approval: NodeKind<ApprovalNode> = {
  summary: (node, words) => {
    const people = words.assignees(node.assignees);
    if (!people) return words.t("flowdesign:who.nobody");
    const how = words.t(`flowdesign:approval.modes.${node.mode ?? "any"}`);
    return [people, how, node.sla?.length ? slaNote(node, words) : ""].filter(Boolean).join(" · ");
  },
  Panel,
};
