/** What of a definition on the screen is a document: lines that are only begun stay on the screen. */
import {
  nodesOf,
  type Assignee,
  type FlowDefinition,
  type FlowNode,
  type Setting,
  type SlaStep,
} from "@/lib/flow-design/definition";

type Loose = Record<string, unknown>;

/** An assignee without its value yet is nobody. */
function finished(one: Assignee): Assignee | null {
  if ("table" in one) {
    const table = one.table
      .map((row) => ({ ...row, assignees: people(row.assignees) }))
      .filter((row) => row.when.trim() !== "" && row.assignees.length > 0);
    return table.length > 0 ? { table, otherwise: people(one.otherwise ?? []) } : null;
  }
  if ("round_robin" in one) {
    const round_robin = people(one.round_robin);
    return round_robin.length > 0 ? { ...one, round_robin } : null;
  }
  if ("least_loaded" in one) {
    const least_loaded = people(one.least_loaded);
    return least_loaded.length > 0 ? { least_loaded } : null;
  }
  if ("chosen_by" in one) return { ...one, among: people(one.among ?? []) };
  const first = Object.values(one)[0];
  return typeof first === "string" && first.trim() === "" ? null : one;
}

const people = (list: Assignee[]): Assignee[] => list.flatMap((one) => finished(one) ?? []);

const settings = (list: Setting[]): Setting[] =>
  list.filter((one) => one.field !== "" && one.value.trim() !== "");

const rung = (step: SlaStep): SlaStep => ({ ...step, to: people(step.to ?? []) });

/** Formulas and texts that must not be empty say at least a blank: the check then names the place. */
const FILLED = ["where", "url", "code"];
const OPTIONAL = ["when", "until", "body", "sla_pause"];

function node(one: FlowNode): FlowNode {
  const next: Loose = { ...one };
  for (const key of ["assignees", "fallback", "to"] as const)
    if (Array.isArray(next[key])) next[key] = people(next[key] as Assignee[]);
  if (Array.isArray(next.set)) next.set = settings(next.set as Setting[]);
  if (Array.isArray(next.sla)) next.sla = (next.sla as SlaStep[]).map(rung);
  for (const key of FILLED) if (next[key] === "") next[key] = " ";
  const each = next.each as { over: string; until?: string | null } | null | undefined;
  if (each) next.each = each.over.trim() === "" ? null : { ...each, until: each.until || null };
  // A form not chosen yet: the check says that it isn't there.
  if (next.form === "") next.form = "form";
  if (one.type === "wait") return waiting(next);
  for (const key of OPTIONAL) if (next[key] === "") next[key] = null;
  if (one.type === "update" && next.where === " ") next.where = null;
  return next as unknown as FlowNode;
}

/** Of a wait exactly one of the four is there, even while it is empty. */
function waiting(next: Loose): FlowNode {
  for (const key of ["until", "when"]) if (next[key] === "") next[key] = " ";
  return next as unknown as FlowNode;
}

function trigger(one: FlowDefinition["trigger"]): FlowDefinition["trigger"] {
  const next: Loose = { ...one };
  for (const key of ["when", "each"]) if (next[key] === "") next[key] = null;
  if (one.on === "form_link") next.who = people(one.who ?? []);
  return next as unknown as FlowDefinition["trigger"];
}

export function outgoing(flow: FlowDefinition): FlowDefinition {
  return {
    ...flow,
    trigger: trigger(flow.trigger),
    nodes: nodesOf(flow).map(node),
    edges: (flow.edges ?? []).map((edge) => ({ ...edge, when: edge.when?.trim() ? edge.when : null })),
    variables: (flow.variables ?? []).filter((variable) => /^[a-z]/.test(variable.key)),
    administrators: people(flow.administrators ?? []),
  };
}
