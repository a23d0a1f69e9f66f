import { describe, expect, it } from "vitest";
import { dragColumn } from "./columns";
import type { Column } from "./types";

const columns = ["name", "stage", "amount"].map((key, at) => ({ key, frozen: at === 0 }) as Column);
const specs = [{ field: "name" }, { field: "stage" }, { field: "amount", width: 90 }];

describe("a column dragged by its name", () => {
  it("stays in sight when let go among those that do", () => {
    expect(dragColumn(specs, columns, "amount", "name", "after")).toEqual([
      { field: "name", frozen: true },
      { field: "amount", width: 90, frozen: true },
      { field: "stage", frozen: false },
    ]);
  });

  it("goes with the others when let go among them", () => {
    expect(
      dragColumn(specs, columns, "name", "amount", "after").map((spec) => [spec.field, spec.frozen]),
    ).toEqual([
      ["stage", false],
      ["amount", false],
      ["name", false],
    ]);
  });
});
