import { describe, expect, it } from "vitest";
import type { Field } from "../form-runtime/definition";
import { formatAs } from "../form-runtime/format";
import { columnsOf, dragColumn } from "./columns";
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

describe("a computed number", () => {
  const formula = (key: string, more: object = {}) =>
    ({ key, type: "formula", label: key, formula: "1", ...more }) as Field;

  it("stands right, also when its form leaves out that it is a number", () => {
    const fields = [formula("count"), formula("share", { as: "percent" }), formula("text", { as: "text" })];
    const shown = columnsOf(
      fields.map((field) => ({ field: field.key })),
      fields,
      (field) => field.key,
    );
    expect(shown.map((column) => column.align)).toEqual(["right", "right", "left"]);
  });

  it("has two decimals as a percentage, like a typed one, unless it says otherwise", () => {
    expect(formatAs("percent", 1.21857923497268, {}, "UTC")).toBe("121.86%");
    expect(formatAs("percent", 0.5, { decimals: 0 } as Partial<Field>, "UTC")).toBe("50%");
    expect(formatAs("number", 1.5, {}, "UTC")).toBe("1.5");
  });
});
