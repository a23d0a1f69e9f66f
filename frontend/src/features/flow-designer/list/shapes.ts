/** Good beginnings: an approval, an assignment, a reminder, nothing. */
import type { TFunction } from "i18next";
import type { FlowDefinition, FlowEdge, FlowNode } from "@/lib/flow-design/definition";
import type { Field, FormDefinition } from "@/lib/form-runtime/definition";

export const SHAPES = ["approval", "assignment", "reminder", "blank"] as const;
export type Shape = (typeof SHAPES)[number];

interface Wanted {
  shape: Shape;
  label: string;
  form: string | undefined;
  /** The form's fields, for a reminder about one of them. */
  fields: FormDefinition | undefined;
  t: TFunction;
}

const line = (...nodes: FlowNode[]): { nodes: FlowNode[]; edges: FlowEdge[] } => ({
  nodes,
  edges: nodes.slice(1).map((node, at) => ({ from: nodes[at]!.id, to: node.id })),
});
const START: FlowNode = { id: "start", type: "start" };
const END: FlowNode = { id: "end", type: "end" };

/** What lies idle does so in a stage or a state. */
const isStage = (field: Field): boolean =>
  /阶段|状态|进度|stage|status|state/i.test(JSON.stringify(field.label));

export function shapeOf({ shape, label, form, fields, t }: Wanted): FlowDefinition {
  const base = { schema_version: 1 as const, key: "flow", label, ...(form ? { form } : {}) };
  const step = (type: string): string => t(`drawing:type.${type}`);
  switch (shape) {
    case "approval":
      return {
        ...base,
        trigger: { on: "create" },
        ...line(
          START,
          {
            id: "approval",
            type: "approval",
            label: t("flowdesign:shape.manager"),
            assignees: [{ supervisor_of: "initiator", level: 1 }],
            sla: [{ after: "8 business hours", do: "remind" }],
          },
          {
            id: "notify",
            type: "notify",
            label: step("notify"),
            to: [{ field: "initiator" }],
            title: t("flowdesign:shape.approved_title", { flow: label }),
          },
          END,
        ),
      };
    case "assignment":
      return {
        ...base,
        trigger: { on: "create" },
        ...line(
          START,
          {
            id: "assign",
            type: "assign",
            label: step("assign"),
            assignees: [{ round_robin: [{ role: "" }] }],
            field: "owner",
          },
          END,
        ),
      };
    case "reminder": {
      const selects = fields?.fields.filter((field) => field.type === "select") ?? [];
      const watched = selects.find(isStage) ?? selects[0] ?? fields?.fields[0];
      return {
        ...base,
        trigger: { on: "unchanged", field: watched?.key ?? "owner", for: "5 days" },
        ...line(
          START,
          {
            id: "notify",
            type: "notify",
            label: t("flowdesign:shape.remind"),
            to: [{ field: "owner" }, { supervisor_of: "owner", level: 1 }],
            title: t("flowdesign:shape.reminder_title", { flow: label }),
          },
          END,
        ),
      };
    }
    case "blank":
      return { ...base, trigger: { on: "button", label }, ...line(START, END) };
  }
}
