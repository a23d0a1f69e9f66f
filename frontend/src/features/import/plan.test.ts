import { describe, expect, it } from "vitest";
import type { Field } from "@/lib/form-runtime/definition";
import { FILE_TYPES } from "@/lib/form-runtime/kinds";
import english from "@/locales/en/import.json";
import chinese from "@/locales/zh-CN/import.json";
import { asNewFields, folded, formName, gapOf, matched, planOf, withHeader } from "./plan";
import type { Draft, Sheet, Upload } from "./types";

const column = (index: number, header: string, type = "text") => ({
  index,
  header,
  samples: ["a"],
  type: { type: type as Field["type"] },
  evidence: "",
});
const sheet: Sheet = {
  name: "Sheet1",
  header_row: 1,
  rows: 2,
  columns: [column(0, "客户 名称*"), column(1, "Mobile（必填）", "phone"), column(3, "备注")],
  preview: [
    ["2026 年客户", null, null, null],
    ["客户 名称*", "Mobile（必填）", null, "备注"],
    ["甲", "1", null, "x"],
  ],
};
const upload: Upload = { id: "u", name: "客户清单.xlsx", sheets: [sheet] };
const fields = [
  { key: "name", type: "text", label: { "zh-CN": "客户名称", en: "Customer" } },
  { key: "mobile", type: "phone", label: { "zh-CN": "手机", en: "Mobile" } },
] as unknown as Field[];
const draft = (changes: Partial<Draft> = {}): Draft => ({
  sheet: 0,
  headerRow: 1,
  form: "customer",
  newLabel: "",
  choices: matched(sheet, fields),
  mode: "insert",
  match: [],
  loosely: false,
  onError: "skip",
  ...changes,
});

describe("an import", () => {
  it("finds the field of a column by its name in either language, whatever marks stand around it", () => {
    expect(matched(sheet, fields)).toEqual({
      0: { kind: "field", field: "name" },
      1: { kind: "field", field: "mobile" },
      3: { kind: "skip" },
    });
    expect(folded("客户名称（必填）*")).toBe("客户名称");
  });

  it("never fills one field from two columns", () => {
    const twice = { ...sheet, columns: [column(0, "Customer"), column(1, "客户名称")] };
    expect(Object.values(matched(twice, fields)).filter((choice) => choice.kind === "field")).toHaveLength(1);
    const choices = { 0: { kind: "field", field: "name" }, 1: { kind: "field", field: "name" } } as const;
    expect(gapOf(draft({ choices }))).toBe("twice");
  });

  it("sends every column once, with what was chosen for it", () => {
    expect(planOf(upload, draft())).toMatchObject({
      sheet: "Sheet1",
      header_row: 1,
      target: { form: "customer" },
      columns: [
        { index: 0, field: "name" },
        { index: 1, field: "mobile" },
        { index: 3, skip: true },
      ],
    });
    const made = draft({
      form: null,
      newLabel: " 客户 ",
      choices: asNewFields(sheet, String),
      mode: "update",
    });
    expect(planOf(upload, made)).toMatchObject({
      target: { new: { label: "客户" } },
      mode: "insert",
      columns: [{ new: { label: "客户 名称*", type: "text" } }, {}, { new: { type: "text" } }],
    });
  });

  it("says what is missing", () => {
    expect(gapOf(draft())).toBeNull();
    expect(gapOf(draft({ choices: {} }))).toBe("nothing");
    expect(gapOf(draft({ form: null }))).toBe("name");
    expect(gapOf(draft({ mode: "upsert" }))).toBe("match");
    expect(gapOf(draft({ mode: "upsert", match: ["name"] }))).toBeNull();
  });

  it("names the new form after the sheet, or the file when the sheet has no name of its own", () => {
    expect(formName(upload, sheet)).toBe("客户清单");
    expect(formName(upload, { ...sheet, name: "联系人" })).toBe("联系人");
  });

  it("takes another row for the header when told so", () => {
    expect(withHeader(sheet, 0).columns.map((each) => each.header)).toEqual(["2026 年客户", "", ""]);
  });
});

it("names every kind of column that a file can bring, in both languages", () => {
  for (const type of [...FILE_TYPES, "text", "barcode"])
    for (const words of [english, chinese]) expect(words.type).toHaveProperty(type);
});
