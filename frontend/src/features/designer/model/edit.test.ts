import { describe, expect, it } from "vitest";
import { record, redo, startHistory, undo } from "@/lib/draft/history";
import type { Field, FormDefinition } from "@/lib/form-runtime/definition";
import { completeLayout, itemKey, pagesOf } from "@/lib/form-runtime/layout";
import { canLand, land } from "../canvas/drops";
import { addField, moveItem, removeField } from "./edit";
import { removeBlock } from "./edit-blocks";
import { keyFrom } from "./keys";
import { valueFor, withOptions } from "./options";
import { renameKey } from "./rename-key";

const field = (key: string, type = "text", more: object = {}): Field =>
  ({ key, type, label: key, ...more }) as Field;
const form: FormDefinition = {
  schema_version: 1,
  key: "f",
  label: "f",
  fields: [
    field("a"),
    field("b"),
    field("c"),
    field("lines", "subform", { fields: [field("x"), field("y")] }),
  ],
  layout: [
    { section: "one", columns: 2, items: ["a", "b"] },
    { tabs: [{ label: "t", columns: 2, items: ["c"] }] },
  ],
};
const keys = (definition: FormDefinition): (string | null)[][] =>
  completeLayout(definition).flatMap((block) => pagesOf(block).map((page) => page.items.map(itemKey)));

describe("changing a form", () => {
  it("puts fields the layout forgot at the end", () => {
    expect(keys(form)).toEqual([["a", "b"], ["c"], ["lines"]]);
  });

  it("moves a field within its page, and across pages", () => {
    expect(keys(moveItem(form, { block: 0, page: 0, index: 0 }, { block: 0, page: 0, index: 2 }))[0]).toEqual(
      ["b", "a"],
    );
    expect(keys(moveItem(form, { block: 0, page: 0, index: 0 }, { block: 1, page: 0, index: 1 }))).toEqual([
      ["b"],
      ["c", "a"],
      ["lines"],
    ]);
  });

  it("drops a new field exactly where the line stood", () => {
    const drop = {
      item: { id: "new", kind: "field", label: "", data: { what: "type", type: "text" } },
      target: { id: "t", data: { on: "item", block: 0, page: 0, index: 0 } },
      edge: "after" as const,
    };
    const landed = land(form, drop, () => field("fresh"));
    expect(keys(landed!.definition)[0]).toEqual(["a", "fresh", "b"]);
    expect(landed!.selection).toEqual({ kind: "field", key: "fresh" });
  });

  it("changes nothing when something is put down where it was", () => {
    const drop = {
      item: {
        id: "a",
        kind: "field",
        label: "",
        data: { what: "item", block: 0, page: 0, index: 0, key: "a" },
      },
      target: { id: "t", data: { on: "item", block: 0, page: 0, index: 1 } },
      edge: "before" as const,
    };
    expect(land(form, drop, () => field("x"))).toBeNull();
  });

  it("keeps the fields of a removed section", () => {
    expect(keys(removeBlock(form, 1)).flat().sort()).toEqual(["a", "b", "c", "lines"]);
  });

  it("adds and removes columns of a subform", () => {
    const added = addField(form, field("z"), { subform: "lines", index: 1 });
    const columns = (definition: FormDefinition) =>
      (definition.fields[3] as { fields: Field[] }).fields.map(({ key }) => key);
    expect(columns(added)).toEqual(["x", "z", "y"]);
    expect(columns(removeField(added, "x", "lines"))).toEqual(["z", "y"]);
  });
});

describe("undo", () => {
  it("goes back and forth, and takes typing as one step", () => {
    const one = { ...form, label: "1" };
    const two = { ...form, label: "12" };
    let history = record(record(startHistory(form), one, "set:label", 1000), two, "set:label", 1200);
    expect(history.past).toHaveLength(1);
    history = undo(history);
    expect(history.present.definition).toBe(form);
    expect(redo(history).present.definition).toBe(two);
  });
});

describe("keys and options", () => {
  it("makes keys as the server does", () => {
    expect(keyFrom("客户名称", [])).toBe("kehumingcheng");
    expect(keyFrom("联系方式(手机)", [])).toBe("lianxifangshi_shouji");
    expect(keyFrom("Deal Amount", ["deal_amount"])).toBe("deal_amount_2");
    expect(keyFrom("2026 目标", [])).toBe("field_2026_mubiao");
    expect(keyFrom("id", [])).toBe("id_2");
  });

  it("renames a key wherever it is meant, and nowhere else", () => {
    const before: FormDefinition = {
      ...form,
      fields: [
        ...form.fields,
        field("sum", "formula", { formula: "a + ab + IF(b = 'a', a, x.a)", as: "number" }),
      ],
      rules: [{ id: "r", when: "a = 'a'", show: ["a", "b"], set: { a: "a & 'a'" } }],
    };
    const after = renameKey(before, "a", "name");
    expect((after.fields[4] as { formula: string }).formula).toBe("name + ab + IF(b = 'a', name, x.a)");
    expect(after.rules?.[0]).toEqual({
      id: "r",
      when: "name = 'a'",
      show: ["name", "b"],
      set: { name: "name & 'a'" },
    });
    expect(after.fields[0]?.key).toBe("name");
    expect(keys(after)[0]).toEqual(["name", "b"]);
  });

  it("renames a column in its own subform only, and where the form speaks of it", () => {
    const lines = (key: string) =>
      field(key, "subform", {
        fields: [field("x"), field("sum", "formula", { formula: "x & parent.lines.x & old.x" })],
        rules: [{ id: "r", when: "x = 'x'", require: ["x"] }],
      });
    const before: FormDefinition = {
      ...form,
      fields: [
        field("x"),
        lines("lines"),
        lines("others"),
        field("all", "formula", { formula: "x & CONCAT(lines.x) & others.x" }),
      ],
    };
    const after = renameKey(before, "x", "y", "lines") as unknown as {
      fields: {
        key: string;
        formula: string;
        fields: { key: string; formula: string }[];
        rules: unknown[];
      }[];
    };
    expect(after.fields[0]?.key).toBe("x");
    expect(after.fields[1]?.fields.map(({ key }) => key)).toEqual(["y", "sum"]);
    expect(after.fields[1]?.fields[1]?.formula).toBe("y & parent.lines.y & old.y");
    expect(after.fields[1]?.rules).toEqual([{ id: "r", when: "y = 'x'", require: ["y"] }]);
    expect(after.fields[2]?.fields[0]?.key).toBe("x");
    expect(after.fields[2]?.fields[1]?.formula).toBe("x & parent.lines.y & old.x");
    expect(after.fields[3]?.formula).toBe("x & CONCAT(lines.y) & others.x");
  });

  it("puts a subform into a subform, no deeper, and follows a new key of its columns", () => {
    const inner = {
      key: "p",
      type: "subform",
      label: "p",
      fields: [{ key: "c", type: "number", label: "c" }],
    };
    const sum = { key: "s", type: "formula", label: "s", formula: "SUM(p.c)", as: "number" };
    const all = { key: "all", type: "formula", label: "all", formula: "SUM(lines.p.c)", as: "number" };
    const lines = { key: "lines", type: "subform", label: "lines", fields: [sum] };
    const before = {
      schema_version: 1,
      key: "f",
      label: "f",
      fields: [lines, all],
    } as unknown as FormDefinition;
    const nested = addField(before, inner as unknown as Field, { subform: "lines", index: 1 });
    const after = renameKey(nested, "c", "d", "lines.p");
    expect(after.fields).toMatchObject([
      { fields: [{ formula: "SUM(p.d)" }, { fields: [{ key: "d" }] }] },
      { formula: "SUM(lines.p.d)" },
    ]);
    expect(removeField(after, "d", "lines.p").fields[0]).toMatchObject({ fields: [{}, { fields: [] }] });
    const drop = (subform: string) => ({
      item: { data: { what: "type", type: "subform" } },
      target: { data: { on: "subform", subform, count: 0 } },
      edge: "inside",
    });
    expect(canLand(drop("lines") as never)).toBe(true);
    expect(canLand(drop("lines.p") as never)).toBe(false);
  });

  it("gives every option a value and a colour of its own", () => {
    const options = withOptions(withOptions([], ["官网"]), ["展会", "官网"]);
    expect(options.map(({ value }) => value)).toEqual(["官网", "展会", "官网 2"]);
    expect(new Set(options.map(({ color }) => color)).size).toBe(3);
    expect(valueFor("  ", options)).toBe("option");
  });
});
