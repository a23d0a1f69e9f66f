import type { TFunction } from "i18next";
import { describe, expect, it } from "vitest";
import type { Pending } from "@/lib/flow/types";
import type { Field } from "@/lib/form-runtime/definition";
import { pendingChanges, plainValue } from "./pending-words";

const stage: Field = {
  key: "stage",
  type: "select",
  label: { "zh-CN": "阶段", en: "Stage" },
  options: [
    { value: "talk", label: { "zh-CN": "初步沟通", en: "First talk" } },
    { value: "offer", label: { "zh-CN": "方案报价", en: "Offer" } },
  ],
};
const owner: Field = { key: "sales", type: "member", label: "销售" };
const t = ((key: string, values: Record<string, string> = {}) =>
  key === "flows:record.comma"
    ? "、"
    : key === "flows:pending.change"
      ? `${values.field} ${values.from} → ${values.to}`
      : values.field) as unknown as TFunction<"flows">;
const pending = (fields: Pending["fields"]): Pending => ({
  instance: "i",
  flow: "f",
  label: "F",
  op: "update",
  fields,
  by: null,
  at: "2026-11-22T08:00:00Z",
  state: "held",
  reason: null,
});

describe("a change that waits, in words", () => {
  it("names options by their labels", () => {
    const held = pending([{ field: "stage", from: "talk", to: "offer" }]);
    expect(pendingChanges(held, [stage], "zh-CN", "Asia/Shanghai", t)).toBe("阶段 初步沟通 → 方案报价");
    expect(pendingChanges(held, [stage], "en", "Asia/Shanghai", t)).toBe("Stage First talk → Offer");
  });

  it("only names the field where a value is no text", () => {
    const held = pending([
      { field: "sales", from: "p1", to: "p2" },
      { field: "stage", from: null, to: "offer" },
    ]);
    expect(pendingChanges(held, [stage, owner], "zh-CN", "UTC", t)).toBe("销售、阶段 — → 方案报价");
  });

  it("writes numbers as their field does", () => {
    expect(plainValue({ key: "a", type: "money", label: "", decimals: 2 }, 12000, "zh-CN", "UTC")).toBe(
      "¥12,000.00",
    );
    expect(plainValue({ key: "a", type: "percent", label: "", decimals: 1 }, 0.255, "zh-CN", "UTC")).toBe(
      "25.5%",
    );
    expect(plainValue({ key: "a", type: "subform", label: "", fields: [] }, [], "zh-CN", "UTC")).toBeNull();
  });
});
