import { describe, expect, it } from "vitest";
import { canUndo, changesOf, draftOf, type LatestEdit } from "./bulk-model";

describe("a bulk edit", () => {
  it("is sent when each line says a field and what it becomes", () => {
    const lines = [
      { ...draftOf(1), field: "stage", value: "won" },
      { ...draftOf(2), field: "amount", becomes: "formula" as const, formula: " amount * 2 " },
      { ...draftOf(3), field: "note", becomes: "empty" as const },
    ];
    expect(changesOf(lines)).toEqual([
      { field: "stage", value: "won" },
      { field: "amount", formula: "amount * 2" },
      { field: "note", value: null },
    ]);
  });

  it("is unfinished while a value is blank: nobody clears a thousand records by leaving something out", () => {
    expect(changesOf([{ ...draftOf(1), field: "tags", value: [] }])).toBeNull();
    expect(changesOf([draftOf(1)])).toBeNull();
    expect(changesOf([])).toBeNull();
  });

  it("is taken back once, and again when taking back failed", () => {
    const edit = { state: "done", result: { changed: 3 }, undo: null } as LatestEdit;
    expect(canUndo(edit)).toBe(true);
    expect(canUndo({ ...edit, undo: { state: "done" } as LatestEdit["undo"] })).toBe(false);
    expect(canUndo({ ...edit, undo: { state: "failed" } as LatestEdit["undo"] })).toBe(true);
    expect(canUndo({ ...edit, result: { changed: 0 } as LatestEdit["result"] })).toBe(false);
  });
});
