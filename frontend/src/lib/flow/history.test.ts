import { describe, expect, it } from "vitest";
import { historyOf } from "./history";
import type { Fact } from "./types";

let seq = 0;
const fact = (part: Partial<Fact>): Fact => ({
  seq: (seq += 1),
  kind: "decided",
  node: { id: "n", label: "N", type: "approval" },
  by: null,
  person: null,
  at: "2026-11-22T08:00:00Z",
  comment: null,
  text: "…",
  data: {},
  ...part,
});
const asked = (id: string, part: Partial<Fact> = {}) =>
  fact({ kind: "task_opened", person: { id, name: id }, ...part });

describe("a history for people", () => {
  it("puts those who were asked together into one line", () => {
    const lines = historyOf([fact({ kind: "started" }), asked("a"), asked("b"), asked("c")]);
    expect(lines.map((line) => line.asked.map((who) => who.id))).toEqual([[], ["a", "b", "c"]]);
  });

  it("keeps apart what was asked later, or at another step", () => {
    const later = asked("b", { at: "2026-11-22T09:00:00Z" });
    const elsewhere = asked("c", {
      at: "2026-11-22T09:00:00Z",
      node: { id: "m", label: "M", type: "approval" },
    });
    expect(historyOf([asked("a"), later, elsewhere])).toHaveLength(3);
  });

  it("leaves out what has no words", () => {
    expect(historyOf([fact({ text: "" })])).toEqual([]);
  });
});
