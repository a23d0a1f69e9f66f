import { describe, expect, it } from "vitest";
import type { FlowDefinition, FlowNode } from "@/lib/flow-design/definition";
import { arrange, type Place } from "./auto-layout";

const node = (id: string, type: string, more: object = {}): FlowNode =>
  ({ id, type, ...(type === "approval" ? { assignees: [] } : {}), ...more }) as FlowNode;
const FLOW: FlowDefinition = {
  schema_version: 1,
  key: "f",
  trigger: { on: "create" },
  nodes: [
    node("start", "start"),
    node("fork", "branch", { mode: "parallel" }),
    node("a", "approval"),
    node("b", "approval"),
    node("late", "boundary", { on: "b" }),
    node("frame", "subprocess"),
    node("inner", "start", { parent: "frame" }),
    node("last", "end", { parent: "frame" }),
    node("end", "end"),
  ],
  edges: [
    { from: "start", to: "fork" },
    { from: "fork", to: "a" },
    { from: "fork", to: "b" },
    { from: "a", to: "frame" },
    { from: "inner", to: "last" },
    { from: "frame", to: "end" },
    { from: "b", to: "end" },
    { from: "late", to: "a" },
    { from: "a", to: "start" },
  ],
};
const apart = (one: Place, other: Place): boolean =>
  one.x + one.width <= other.x ||
  other.x + other.width <= one.x ||
  one.y + one.height <= other.y ||
  other.y + other.height <= one.y;

describe("the canvas arranged by itself", () => {
  const { places, routes } = arrange(FLOW);
  it("gives every step a place, none upon another, and every edge a way", () => {
    const cards = [...places].filter(([id]) => id !== "frame");
    expect(cards).toHaveLength(FLOW.nodes!.length - 1);
    for (const [id, one] of cards)
      for (const [other, two] of cards) if (id < other) expect(apart(one, two), `${id} ${other}`).toBe(true);
    expect([...routes.keys()].sort()).toEqual(FLOW.edges!.map((_, at) => at));
  });
  it("draws a sub-process around what is in it, and goes down", () => {
    const [frame, inner] = [places.get("frame")!, places.get("inner")!];
    expect(inner.x).toBeGreaterThanOrEqual(frame.x);
    expect(inner.y + inner.height).toBeLessThanOrEqual(frame.y + frame.height);
    expect(places.get("start")!.y).toBeLessThan(places.get("fork")!.y);
    expect(places.get("fork")!.y).toBeLessThan(places.get("a")!.y);
  });
  it("leaves cards where somebody put them; steps added since stand below", () => {
    const moved = arrange({ ...FLOW, layout: { start: { x: 500, y: 40 } } });
    expect(moved.places.get("start")).toMatchObject({ x: 500, y: 40 });
    expect(moved.places.get("a")!.y).toBeGreaterThan(40);
    expect(moved.routes.size).toBe(0);
  });
});
