import { useTranslation } from "react-i18next";
import type { AssignNode } from "@/lib/flow-design/definition";
import { Property, Toggle } from "@/ui/property/property";
import type { NodePanelProps } from "../model/context";
import { isPerson } from "../model/paths";
import { AssigneesEditor } from "../parts/assignees-editor";
import { Group } from "../parts/group";
import { PathSelect } from "../parts/path-select";
import { EmptyPolicy } from "./approval-policies";
import type { NodeKind } from "./kind";

function Panel({ node, patch }: NodePanelProps<AssignNode>) {
  const { t } = useTranslation("flowdesign");
  return (
    <>
      <Property label={t("assign.who")} help={t("assign.who_help")}>
        <AssigneesEditor
          node={node.id}
          label={t("assign.who")}
          value={node.assignees}
          onChange={(assignees) => patch({ assignees })}
        />
      </Property>
      <Property label={t("assign.field")}>
        <PathSelect
          near
          label={t("assign.field")}
          only={(entry) => isPerson(entry) && !/^(created|updated)_/.test(entry.path)}
          value={node.field ?? "owner"}
          onChange={(field) => patch({ field })}
        />
      </Property>
      <Toggle
        label={t("assign.task")}
        help={t("assign.task_help")}
        value={node.task ?? true}
        onChange={(task) => patch({ task })}
      />
      <Group title={t("approval.policies")}>
        <EmptyPolicy
          node={node.id}
          empty={node.empty}
          offered={["administrator", "wait", "fail"]}
          onChange={({ empty }) => patch({ empty })}
        />
      </Group>
    </>
  );
}

export const assign: NodeKind<AssignNode> = {
  summary: (node, words) => {
    const people = words.assignees(node.assignees);
    return people
      ? words.t("flowdesign:assign.summary", { field: words.path(node.field ?? "owner"), people })
      : words.t("flowdesign:who.nobody");
  },
  Panel,
};
