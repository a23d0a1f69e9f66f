/** What happens in the cases nobody thinks of: nobody found, one's own request, asked twice. */
import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { ApprovalNode, Assignee, Empty } from "@/lib/flow-design/definition";
import { Property } from "@/ui/property/property";
import type { NodePanelProps } from "../model/context";
import { AssigneesEditor } from "../parts/assignees-editor";

interface EmptyProps {
  node: string;
  empty: Empty | undefined;
  fallback?: Assignee[];
  offered?: Empty[];
  onChange: (patch: { empty?: Empty; fallback?: Assignee[] }) => void;
}

const ALL: Empty[] = ["administrator", "wait", "approve", "reject", "fail"];

export function EmptyPolicy({
  node,
  empty = "administrator",
  fallback,
  offered = ALL,
  onChange,
}: EmptyProps) {
  const { t } = useTranslation("flowdesign");
  const id = useId();
  return (
    <>
      <Property label={t("policy.empty")} htmlFor={id}>
        <Select<Empty>
          id={id}
          style={{ width: "100%" }}
          value={empty}
          options={offered.map((one) => ({ value: one, label: t(`policy.empties.${one}`) }))}
          onChange={(next) => onChange({ empty: next })}
        />
      </Property>
      {empty === "administrator" && fallback !== undefined && (
        <Property label={t("policy.fallback")} help={t("policy.fallback_help")}>
          <AssigneesEditor
            plain
            node={node}
            label={t("policy.fallback")}
            value={fallback}
            onChange={(next) => onChange({ fallback: next })}
          />
        </Property>
      )}
    </>
  );
}

export function ApprovalPolicies({ node, patch }: NodePanelProps<ApprovalNode>) {
  const { t } = useTranslation("flowdesign");
  const ids = { own: useId(), repeat: useId() };
  return (
    <>
      <EmptyPolicy node={node.id} empty={node.empty} fallback={node.fallback ?? []} onChange={patch} />
      <Property label={t("policy.own")} htmlFor={ids.own}>
        <Select
          id={ids.own}
          style={{ width: "100%" }}
          value={node.own ?? "allow"}
          options={(["allow", "skip", "supervisor"] as const).map((one) => ({
            value: one,
            label: t(`policy.owns.${one}`),
          }))}
          onChange={(own) => patch({ own })}
        />
      </Property>
      <Property label={t("policy.repeat")} htmlFor={ids.repeat}>
        <Select
          id={ids.repeat}
          style={{ width: "100%" }}
          value={node.repeat ?? "allow"}
          options={(["allow", "skip"] as const).map((one) => ({
            value: one,
            label: t(`policy.repeats.${one}`),
          }))}
          onChange={(repeat) => patch({ repeat })}
        />
      </Property>
    </>
  );
}
