/** What a dry run tells, event by event, gathered into what a person would call a step. */
import { edgesOf, type FlowDefinition } from "@/lib/flow-design/definition";
import type { SimulatedStep } from "./types";

type Message = NonNullable<SimulatedStep["message"]>;

export interface RunAct {
  at: string;
  node: string | null;
  people: { id: string; name: string }[];
  decisions: { name: string; verb: string }[];
  messages: Message[];
  timers: { due: string; deadline: boolean; text?: string }[];
  writes: NonNullable<SimulatedStep["write"]>[];
  calls: NonNullable<SimulatedStep["call"]>[];
  notes: { event: string; text: string }[];
  outcome: string | null;
  errors: string[];
}

const NOTED = new Set(["found", "sent", "child", "gate", "paused", "resumed", "sla", "analysis"]);

function fresh(step: SimulatedStep): RunAct {
  return {
    at: step.at,
    node: step.node,
    people: [],
    decisions: [],
    messages: [],
    timers: [],
    writes: [],
    calls: [],
    notes: [],
    outcome: null,
    errors: [],
  };
}

function take(act: RunAct, step: SimulatedStep): void {
  if (step.event === "assignees" || step.event === "task")
    for (const person of step.assignees ?? [])
      if (!act.people.some((one) => one.id === person.id)) act.people.push(person);
  if (step.event === "decided") {
    const [name = "", verb = name] = (step.text ?? "").split(" · ");
    act.decisions.push({ name: verb === name ? "" : name, verb });
  }
  // That somebody has a to-do is said by their name already.
  if (step.message && step.message.kind !== "task") act.messages.push(step.message);
  if (step.timer) act.timers.push(step.timer);
  if (step.write) act.writes.push(step.write);
  if (step.call) act.calls.push(step.call);
  if (NOTED.has(step.event)) act.notes.push({ event: step.event, text: step.text ?? "" });
  for (const [key, value] of Object.entries(step.figures ?? {}))
    act.notes.push({ event: "figure", text: `${key} = ${value === null ? "—" : String(value)}` });
  if (step.outcome) act.outcome = step.outcome;
  if (step.error) act.errors.push(step.error);
}

/** One act per visit of a step and moment; what belongs to no step comes at the end. */
export function actsOf(steps: SimulatedStep[]): RunAct[] {
  const acts = new Map<string, RunAct>();
  for (const step of steps) {
    const key = step.node ? `${step.token ?? step.node} ${step.at}` : `end ${step.at}`;
    const act = acts.get(key) ?? fresh(step);
    take(act, step);
    acts.set(key, act);
  }
  const all = [...acts.values()];
  return [...all.filter((act) => act.node !== null), ...all.filter((act) => act.node === null)];
}

/** The ways taken to come to the steps of some acts. */
export function waysOf(flow: FlowDefinition, acts: RunAct[], edges: number[]): Set<number> {
  const visited = new Set(acts.map((act) => act.node));
  return new Set(
    edges.filter((at) => {
      const edge = edgesOf(flow)[at];
      return edge && visited.has(edge.from) && visited.has(edge.to);
    }),
  );
}
