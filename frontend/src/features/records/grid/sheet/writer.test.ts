import { describe, expect, it } from "vitest";
import type { RecordRow } from "@/lib/records/types";
import { stepOf, UndoStack } from "./undo-stack";
import { SheetWriter, type Op, type Result, type Send } from "./writer";

const row = (id: string, version: number, values = {}): RecordRow => ({ id, version, ...values });

describe("changes of the grid", () => {
  it("follow one another and name the version known by then", async () => {
    const sent: unknown[] = [];
    const send: Send = (ops) => {
      sent.push(...ops.map((op) => op.version));
      return Promise.resolve(ops.map((op) => ({ ok: true, record: row(op.id!, (op.version ?? 0) + 1) })));
    };
    const writer = new SheetWriter(send);
    writer.see(row("a", 3));
    const op: Op = { op: "update", id: "a", values: { n: 1 } };
    await Promise.all([writer.run([op]), writer.run([op])]);
    expect(sent).toEqual([3, 4]);
  });
  it("a lost connection does not stop the changes behind it", async () => {
    let times = 0;
    const writer = new SheetWriter((ops) => {
      times += 1;
      return times === 1
        ? Promise.reject(new Error("network"))
        : Promise.resolve(ops.map(() => ({ ok: true })));
    });
    const first = writer.run([{ op: "create", values: {} }]);
    const second = writer.run([{ op: "create", values: {} }]);
    await expect(first).rejects.toThrow("network");
    await expect(second).resolves.toHaveLength(1);
  });
  it("after a conflict the next try names the version that the answer told", async () => {
    const versions: unknown[] = [];
    const writer = new SheetWriter((ops) => {
      versions.push(ops[0]!.version);
      const current = row("a", 7);
      return Promise.resolve([{ ok: false, problem: { code: "version_conflict", current } }]);
    });
    writer.see(row("a", 1));
    await writer.run([{ op: "update", id: "a" }]);
    await writer.run([{ op: "update", id: "a" }]);
    expect(versions).toEqual([1, 7]);
  });
});

describe("taking back", () => {
  const ops: Op[] = [
    { op: "update", id: "a", values: { n: 2 } },
    { op: "update", id: "b", values: { n: 2 } },
    { op: "create", values: { n: 9 } },
    { op: "delete", id: "d" },
  ];
  const results: Result[] = [
    { ok: true, record: row("a", 2, { n: 2 }) },
    { ok: false },
    { ok: true, record: row("c", 1) },
    { ok: true },
  ];
  const step = stepOf(
    "x",
    ops,
    results,
    () => 1,
    (result, key) => result.record?.[key],
  );
  it("knows the inverse of what was done, and nothing of what was refused", () => {
    expect(step.back).toEqual([
      { op: "update", id: "a", values: { n: 1 } },
      { op: "delete", id: "c" },
      { op: "restore", id: "d" },
    ]);
    expect(step.forward[0]).toEqual({ op: "update", id: "a", values: { n: 2 } });
  });
  it("a new change ends what could be done again", () => {
    const stack = new UndoStack();
    stack.push(step);
    expect(stack.undo()).toBe(step);
    expect(stack.redoable).toBe(step);
    stack.push({ ...step, label: "y" });
    expect(stack.redoable).toBeNull();
    expect(stack.undoable?.label).toBe("y");
  });
});
