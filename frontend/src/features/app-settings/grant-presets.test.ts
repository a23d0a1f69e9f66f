import { describe, expect, it } from "vitest";
import type { Grant } from "@/lib/types";
import {
  cellGrants,
  fieldRight,
  PRESETS,
  presetGrant,
  presetOf,
  splitGrants,
  withCell,
  withFieldRight,
} from "./grant-presets";

const sales = (preset: Exclude<(typeof PRESETS)[number], "none">) =>
  presetGrant("g", "role:sales", "customer", preset);

describe("presets of the rights matrix", () => {
  it("reads back every preset it writes", () => {
    expect(presetOf([])).toBe("none");
    for (const preset of PRESETS) {
      if (preset !== "none") expect(presetOf([sales(preset)])).toBe(preset);
    }
  });

  it("never names a preset for a grant that says more or less", () => {
    const full = sales("full");
    const odd: Grant[] = [
      { ...full, check: "amount <= 1" },
      { ...full, set: { owner: "user" } },
      { ...full, read: ["name"] },
      { ...full, write: ["name"] },
      { ...full, rows: "formula", formula: "owner = user" },
      { ...full, ops: ["read", "delete"] },
    ];
    for (const grant of odd) expect(presetOf([grant])).toBeNull();
    expect(presetOf([full, full])).toBeNull();
  });
});

describe("cells", () => {
  it("gives each receiver a grant of its own and keeps ids apart", () => {
    const shared = { ...sales("full"), to: ["role:sales", "everyone"] };
    const split = splitGrants([shared], () => "new");
    expect(split.map((grant) => [grant.id, grant.to])).toEqual([
      ["g", ["role:sales"]],
      ["new", ["everyone"]],
    ]);
  });

  it("replaces one cell and leaves the others where they were", () => {
    const first = presetGrant("a", "role:sales", "contact", "full");
    const second = sales("full");
    const third = presetGrant("c", "everyone", "customer", "all_read");
    const next = withCell([first, second, third], "role:sales", "customer", [sales("own_read")]);
    expect(next.map((grant) => grant.id)).toEqual(["a", "g", "c"]);
    expect(presetOf(cellGrants(next, "role:sales", "customer"))).toBe("own_read");
    expect(withCell(next, "everyone", "customer", [])).toHaveLength(2);
  });
});

describe("field rights", () => {
  const keys = ["name", "phone", "amount"];

  it("spells «all» out once one field differs, and folds it back", () => {
    const less = withFieldRight(sales("full"), "amount", "read", keys);
    expect(less.write).toEqual(["name", "phone"]);
    expect(less.read).toEqual(["*"]);
    expect(fieldRight(less, "amount")).toBe("read");
    const hidden = withFieldRight(less, "amount", "none", keys);
    expect(fieldRight(hidden, "amount")).toBe("none");
    expect(fieldRight(hidden, "name")).toBe("write");
    expect(withFieldRight(hidden, "amount", "write", keys).write).toEqual(["*"]);
  });

  it("takes a subform's name for all its columns", () => {
    const grant = { ...sales("full"), read: ["name", "lines"], write: [] };
    expect(fieldRight(grant, "lines.price")).toBe("read");
    const next = withFieldRight(grant, "lines.price", "none", ["name", "lines.product", "lines.price"]);
    expect(next.read).toEqual(["name", "lines.product"]);
  });
});
