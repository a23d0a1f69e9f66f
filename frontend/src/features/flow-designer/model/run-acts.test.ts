import { describe, expect, it } from "vitest";
import { actsOf, waysOf } from "./run-acts";
import type { SimulatedStep } from "./types";

const NOON = "2026-11-22T12:00:00.000Z";
const LATER = "2026-11-23T12:00:00.000Z";
let n = 0;
const step = (event: string, node: string | null, more: Partial<SimulatedStep> = {}): SimulatedStep =>
  ({
    n: (n += 1),
    at: NOON,
    node,
    label: node,
    type: null,
    event,
    token: node && `t-${node}`,
    ...more,
  }) as SimulatedStep;
const person = { id: "1", name: "Ada" };

describe("a dry run told by steps", () => {
  const acts = actsOf([
    step("entered", "start"),
    step("entered", "approval"),
    step("assignees", "approval", { assignees: [person] }),
    step("task", "approval", { assignees: [person] }),
    step("message", "approval", {
      message: { channels: ["inbox"], to: [], title: "to-do", text: "", kind: "task" },
    }),
    step("timer", "approval", { timer: { due: LATER, deadline: true } }),
    step("message", "approval", {
      at: LATER,
      message: { channels: ["inbox"], to: [], title: "late", text: "" },
    }),
    step("decided", "approval", { at: LATER, text: "Ada · approve" }),
    step("left", "approval", { at: LATER, outcome: "approved" }),
    step("ended", null, { at: LATER, outcome: "approved" }),
    step("message", "end", { at: LATER, message: { channels: ["mail"], to: [], title: "done", text: "" } }),
  ]);
  it("gathers what happens at one step at one time", () => {
    expect(acts.map((act) => act.node)).toEqual(["start", "approval", "approval", "end", null]);
    expect(acts[1]?.people).toEqual([person]);
    expect(acts[1]?.messages).toEqual([]);
    expect(acts[2]?.decisions).toEqual([{ name: "Ada", verb: "approve" }]);
    expect(acts[2]?.messages.map((one) => one.title)).toEqual(["late"]);
    expect(acts[2]?.outcome).toBe("approved");
  });
  it("colours only ways between steps that were come to", () => {
    const flow = {
      schema_version: 1 as const,
      key: "f",
      trigger: { on: "create" as const },
      edges: [
        { from: "start", to: "approval" },
        { from: "approval", to: "end" },
        { from: "approval", to: "other" },
      ],
    };
    expect([...waysOf(flow, acts.slice(0, 2), [0, 1])]).toEqual([0]);
    expect([...waysOf(flow, acts, [0, 1])]).toEqual([0, 1]);
  });
});
