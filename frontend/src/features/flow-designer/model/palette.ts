/** What can be put into a flow, and what it is when it is new. */
import type { TFunction } from "i18next";
import {
  whoStands,
  type FlowDefinition,
  type FlowEdge,
  type FlowNode,
  type NodeType,
} from "@/lib/flow-design/definition";
import { newAnalysis } from "@/lib/flow-design/analyses";
import type { Piece } from "@/lib/flow-design/edit";
import type { Words } from "./words";

export const PALETTE = [
  { group: "people", kinds: ["approval", "fill", "cc", "assign"] },
  { group: "paths", kinds: ["exclusive", "parallel", "inclusive", "event"] },
  { group: "data", kinds: ["create", "update", "find", "analyse"] },
  { group: "messages", kinds: ["notify", "address", "send", "wait"] },
  { group: "more", kinds: ["call", "subprocess", "http", "script", "end"] },
] as const;
export type PaletteKind = (typeof PALETTE)[number]["kinds"][number];

const BRANCHES = ["exclusive", "parallel", "inclusive", "event"] as const;
type BranchMode = (typeof BRANCHES)[number];
const isBranch = (kind: PaletteKind): kind is BranchMode => (BRANCHES as readonly string[]).includes(kind);

/** The type of step whose sign an entry shows. */
export const typeOf = (kind: PaletteKind): NodeType => (isBranch(kind) ? "branch" : kind);

export const kindName = (kind: PaletteKind, t: TFunction): string =>
  isBranch(kind) ? t(`flowdesign:branch.modes.${kind}`) : t(`drawing:type.${kind}`);

const single = (node: FlowNode, more: Partial<FlowEdge> = {}): Piece => ({
  nodes: [node],
  edges: [],
  entry: node.id,
  exits: node.type === "end" ? [] : [{ from: node.id, ...more }],
});

function branches(mode: BranchMode): Piece {
  const id = "branch";
  const split: FlowNode = { id, type: "branch", mode };
  if (mode === "exclusive")
    return { nodes: [split], edges: [], entry: id, exits: [{ from: id }, { from: id, default: true }] };
  if (mode === "event") {
    const nodes: FlowNode[] = [
      split,
      { id: "wait", type: "wait", message: "message" },
      { id: "wait_2", type: "wait", for: "1 day" },
    ];
    const edges = [
      { from: id, to: "wait" },
      { from: id, to: "wait_2" },
    ];
    return { nodes, edges, entry: id, exits: [{ from: "wait" }, { from: "wait_2" }] };
  }
  const join: FlowNode = { id: "join", type: "branch", mode };
  const ways = [{}, mode === "inclusive" ? { default: true } : {}];
  return {
    nodes: [split, join],
    edges: ways.map((way) => ({ from: id, to: "join", ...way })),
    entry: id,
    exits: [{ from: "join" }],
  };
}

/** A step fit to be put on an edge, as much filled in as can be guessed. Its ids are made free where it is put. */
export function newPiece(kind: PaletteKind, flow: FlowDefinition, words: Words): Piece {
  if (isBranch(kind)) return branches(kind);
  const form = flow.form ?? words.catalog.forms[0]?.key ?? "";
  const label = words.t(`drawing:type.${kind}`);
  switch (kind) {
    case "approval":
      return single({
        id: kind,
        type: kind,
        label,
        assignees: [{ supervisor_of: whoStands(flow), level: 1 }],
      });
    case "fill":
      return single({ id: kind, type: kind, label, assignees: [{ field: whoStands(flow) }] });
    case "cc":
      return single({ id: kind, type: kind, label, assignees: [{ field: whoStands(flow) }] });
    case "assign":
      return single({ id: kind, type: kind, label, assignees: [{ round_robin: [{ role: "" }] }] });
    case "create":
    case "update":
      return single({
        id: kind,
        type: kind,
        label,
        ...(kind === "create" ? { form } : {}),
        set: [],
      } as FlowNode);
    case "find":
      return single({ id: kind, type: kind, label, form, where: "" });
    case "notify":
      return single({ id: kind, type: kind, label, to: [{ field: whoStands(flow) }], title: label });
    case "address":
      return single({
        id: kind,
        type: kind,
        label,
        form,
        link: "",
        variable: flow.variables?.find((one) => one.type === "text")?.key ?? "",
      });
    case "send":
      return single({ id: kind, type: kind, label, message: "message" });
    case "wait":
      return single({ id: kind, type: kind, label, for: "1 day" });
    case "http":
      return single({ id: kind, type: kind, label, url: "https://" });
    case "script":
      return single({ id: kind, type: kind, label, code: "" });
    case "analyse": {
      const subject = flow.form ?? words.catalog.forms[0]?.key ?? "";
      const rows = { form: words.catalog.forms[1]?.key ?? subject, subject, date: "created_at" };
      return single({ id: kind, type: kind, label, subject, analysis: newAnalysis("rfm", rows, subject) });
    }
    case "call": {
      const other = words.catalog.flows.find((one) => one.key !== flow.key)?.key ?? flow.key;
      return single({ id: kind, type: kind, label, flow: other });
    }
    case "subprocess":
      return subprocess(label);
    case "end":
      return single({ id: "end", type: "end" });
  }
}

function subprocess(label: string): Piece {
  const id = "subprocess";
  return {
    nodes: [
      { id, type: "subprocess", label },
      { id: "inner_start", type: "start", parent: id },
      { id: "inner_end", type: "end", parent: id },
    ],
    edges: [{ from: "inner_start", to: "inner_end" }],
    entry: id,
    exits: [{ from: id }],
  };
}
