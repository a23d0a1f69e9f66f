/** What people may do in an approval besides saying yes and no, and where it may be returned to. */
import { Checkbox, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { nodesOf, VERBS, type ApprovalNode, type Verb } from "@/lib/flow-design/definition";
import { Property } from "@/ui/property/property";
import { useFlowDesigner, type NodePanelProps } from "../model/context";

const FIXED: Verb[] = ["approve", "reject"];
const STEPS = ["start", "approval", "fill", "assign"];

export function ApprovalVerbs({ node, patch }: NodePanelProps<ApprovalNode>) {
  const { t } = useTranslation("flowdesign");
  const ids = { to: useId(), resubmit: useId() };
  const { words, definition } = useFlowDesigner();
  const verbs: readonly Verb[] = node.verbs ?? VERBS;
  const put = (chosen: Verb[]) => {
    const next = VERBS.filter((verb) => FIXED.includes(verb) || chosen.includes(verb));
    patch({ verbs: next.length === VERBS.length ? undefined : next });
  };
  const steps = nodesOf(definition).filter((one) => STEPS.includes(one.type) && one.id !== node.id);
  return (
    <>
      <Checkbox.Group<Verb>
        aria-label={t("approval.verbs")}
        style={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 6 }}
        value={[...verbs]}
        options={VERBS.filter((verb) => !FIXED.includes(verb)).map((verb) => ({
          value: verb,
          label: t(`verb.${verb}`),
        }))}
        onChange={put}
      />
      {verbs.includes("return") && (
        <>
          <Property label={t("approval.return_to")} htmlFor={ids.to}>
            <Select<string[]>
              id={ids.to}
              mode="multiple"
              style={{ width: "100%" }}
              placeholder={t("approval.return_all")}
              value={node.return_to ?? []}
              options={steps.map((step) => ({ value: step.id, label: words.nodeName(step) }))}
              onChange={(list) => patch({ return_to: list.length > 0 ? list : undefined })}
            />
          </Property>
          <Property label={t("approval.resubmit")} htmlFor={ids.resubmit}>
            <Select
              id={ids.resubmit}
              style={{ width: "100%" }}
              value={node.resubmit ?? "ask"}
              options={(["ask", "step_by_step", "straight"] as const).map((one) => ({
                value: one,
                label: t(`approval.resubmits.${one}`),
              }))}
              onChange={(resubmit) => patch({ resubmit })}
            />
          </Property>
        </>
      )}
    </>
  );
}
