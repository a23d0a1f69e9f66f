import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { nodesOf, type FillNode } from "@/lib/flow-design/definition";
import { Property } from "@/ui/property/property";
import { useFlowDesigner, type NodePanelProps } from "../model/context";
import { AssigneesEditor } from "../parts/assignees-editor";
import { EachEditor } from "../parts/each-editor";
import { FieldRightsMatrix } from "../parts/field-rights";
import { Group } from "../parts/group";
import { SlaEditor } from "../parts/sla-editor";
import { StepSelect } from "../parts/step-select";
import { slaNote } from "./approval";
import { EmptyPolicy } from "./approval-policies";
import type { NodeKind } from "./kind";

function Panel({ node, patch }: NodePanelProps<FillNode>) {
  const { t } = useTranslation("flowdesign");
  const { words, definition } = useFlowDesigner();
  const made = nodesOf(definition).find((one) => one.id === node.record);
  const form = made && "form" in made ? made.form : definition.form;
  return (
    <>
      <Property label={t("fill.who")}>
        <AssigneesEditor
          node={node.id}
          label={t("fill.who")}
          value={node.assignees}
          onChange={(assignees) => patch({ assignees })}
        />
      </Property>
      <Property label={t("fill.mode")}>
        <Segmented<"any" | "all">
          block
          aria-label={t("fill.mode")}
          value={node.mode ?? "any"}
          options={[
            { value: "any", label: t("fill.modes.any") },
            { value: "all", label: t("fill.modes.all") },
          ]}
          onChange={(mode) => patch({ mode })}
        />
      </Property>
      <Property label={t("fill.record")}>
        <StepSelect
          label={t("fill.record")}
          node={node.id}
          value={node.record}
          onChange={(record) => patch({ record })}
        />
      </Property>
      <Group title={t("approval.fields")} open={!node.fields}>
        <FieldRightsMatrix form={form} value={node.fields} onChange={(fields) => patch({ fields })} />
      </Group>
      <Group title={t("sla.title")} note={slaNote(node, words)}>
        <SlaEditor
          node={node.id}
          acts={["submit"]}
          value={node.sla}
          onChange={(sla) => patch({ sla })}
          pause={node.sla_pause}
          onPause={(sla_pause) => patch({ sla_pause })}
        />
      </Group>
      <Group title={t("approval.policies")}>
        <EmptyPolicy
          node={node.id}
          empty={node.empty}
          fallback={node.fallback ?? []}
          offered={["administrator", "wait", "fail"]}
          onChange={patch}
        />
      </Group>
      <Group title={t("each.title")} note={node.each ? t("each.yes") : undefined}>
        <EachEditor node={node.id} value={node.each} onChange={(each) => patch({ each })} />
      </Group>
    </>
  );
}

export const fill: NodeKind<FillNode> = {
  summary: (node, words) => {
    const people = words.assignees(node.assignees);
    const asked = Object.entries(node.fields ?? {}).filter(
      ([, right]) => right === "write" || right === "require",
    );
    const what = words.list(asked.slice(0, 3).map(([key]) => words.path(key)));
    return people ? [people, what].filter(Boolean).join(" · ") : words.t("flowdesign:who.nobody");
  },
  Panel,
};
