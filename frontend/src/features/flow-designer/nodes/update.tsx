import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { nodesOf, type UpdateNode } from "@/lib/flow-design/definition";
import { NumberProperty, Property, Toggle } from "@/ui/property/property";
import { useFlowDesigner, type NodePanelProps } from "../model/context";
import { ConditionProperty } from "../parts/condition-property";
import { FormSelect } from "../parts/form-select";
import { RowsEditor } from "../parts/rows-editor";
import { SettingsList } from "../parts/settings-list";
import { StepSelect } from "../parts/step-select";
import type { NodeKind } from "./kind";

type Which = "own" | "step" | "search";
const whichOf = (node: UpdateNode): Which => (node.form ? "search" : node.step ? "step" : "own");

function Panel({ node, patch }: NodePanelProps<UpdateNode>) {
  const { t } = useTranslation("flowdesign");
  const { app, definition, words } = useFlowDesigner();
  const which = whichOf(node);
  const steps = nodesOf(definition).filter((one) => one.type === "create" || one.type === "find");
  const made = steps.find((one) => one.id === node.step) ?? null;
  const form = which === "search" ? node.form : which === "step" ? made?.form : definition.form;
  const of = which === "search" ? node.app : which === "step" ? made?.app : undefined;
  const turn = (next: Which) =>
    patch({
      step: next === "step" ? (steps[0]?.id ?? undefined) : undefined,
      form: next === "search" ? (definition.form ?? words.catalog.forms[0]?.key ?? "") : undefined,
      where: undefined,
      app: undefined,
      set: [],
      rows: undefined,
    });
  return (
    <>
      <Property label={t("update.which")}>
        <Segmented<Which>
          block
          aria-label={t("update.which")}
          value={which}
          options={[
            { value: "own", label: t("update.whiches.own") },
            { value: "step", label: t("update.whiches.step"), disabled: steps.length === 0 },
            { value: "search", label: t("update.whiches.search") },
          ]}
          onChange={turn}
        />
      </Property>
      {which === "step" && (
        <StepSelect
          label={t("update.step")}
          node={node.id}
          value={node.step}
          onChange={(step) => patch({ step: step ?? undefined })}
        />
      )}
      {which === "search" && (
        <>
          <Property label={t("update.form")}>
            <FormSelect
              label={t("update.form")}
              app={node.app}
              form={node.form}
              onChange={(next, other) =>
                patch({ form: next, app: other ?? undefined, set: [], where: undefined })
              }
            />
          </Property>
          <ConditionProperty
            label={t("update.where")}
            help={t("update.where_help")}
            at={{ place: "target", node: node.id, form: node.form ?? "", app: node.app ?? app }}
            form={node.form}
            app={node.app}
            value={node.where ?? ""}
            onChange={(where) => patch({ where })}
          />
          <NumberProperty
            label={t("update.limit")}
            min={1}
            max={10_000}
            value={node.limit ?? 1_000}
            onChange={(limit) => patch({ limit })}
          />
        </>
      )}
      <Toggle
        label={t("update.delete")}
        help={t("update.delete_help")}
        value={!!node.delete}
        onChange={(on) => patch({ delete: on || undefined })}
      />
      {!node.delete && (
        <Property label={t("set.title")} help={t("set.help")}>
          <SettingsList
            at={{ place: "node", node: node.id }}
            form={form}
            app={of}
            value={node.set ?? []}
            onChange={(set) => patch({ set })}
          />
        </Property>
      )}
      {!node.delete && (
        <RowsEditor
          node={node.id}
          form={form}
          app={of}
          value={node.rows}
          onChange={(rows) => patch({ rows })}
        />
      )}
    </>
  );
}

export const update: NodeKind<UpdateNode> = {
  summary: (node, words) => {
    const which = whichOf(node);
    const what =
      which === "own"
        ? words.t("flowdesign:word.own_record")
        : which === "step"
          ? words.t("flowdesign:word.records_of", { name: words.node(node.step ?? "") })
          : words.form(node.form, node.app);
    if (node.delete) return words.t("flowdesign:update.deletes", { what });
    const fields = (node.set ?? [])
      .slice(0, 3)
      .map((one) => words.path(one.field, node.form ?? undefined, node.app));
    return words.t("flowdesign:update.summary", { what, fields: words.list(fields) });
  },
  Panel,
};
