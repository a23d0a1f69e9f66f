/** Who gets a task (engines/flow/assignees.py). */

export interface TableRow {
  when: string;
  assignees: Assignee[];
}

export type Assignee =
  | { person: string }
  | { email: string }
  | { role: string }
  | { group: string }
  | { department: string; tree?: boolean }
  | { department_head: string; up?: number }
  | { supervisor_of: string; level?: number }
  | { supervisors_of: string; levels: number }
  | { field: string }
  | { chosen_by: "initiator" | "previous"; among?: Assignee[] }
  | { same_as: string }
  | { round_robin: Assignee[]; key?: string }
  | { least_loaded: Assignee[] }
  | { table: TableRow[]; otherwise?: Assignee[] };

export const ASSIGNEE_KINDS = [
  "person",
  "role",
  "group",
  "department",
  "department_head",
  "supervisor_of",
  "supervisors_of",
  "field",
  "chosen_by",
  "same_as",
  "round_robin",
  "least_loaded",
  "table",
  "email",
] as const;
export type AssigneeKind = (typeof ASSIGNEE_KINDS)[number];

export const kindOf = (assignee: Assignee): AssigneeKind =>
  ASSIGNEE_KINDS.find((kind) => kind in assignee) ?? "person";

const STARTED_BY_TIME = ["unchanged", "date", "schedule"];

/** Whom a step turns to unless told otherwise: a flow that time starts has no initiator. */
export const whoStands = (flow: { trigger?: { on: string } }): "owner" | "initiator" =>
  flow.trigger && STARTED_BY_TIME.includes(flow.trigger.on) ? "owner" : "initiator";
