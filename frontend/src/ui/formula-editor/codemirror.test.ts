import { expect, it } from "vitest";
import { fullLabels } from "./codemirror";

const type = { kind: "text" } as never;

it("tells a field of the record being filled in from the same field of the record that is chosen", () => {
  const names = [
    { name: "customer", label: "所属客户", type },
    { name: "customer.name", label: "名称", type },
    { name: "parent.customer", label: "客户", type },
  ];
  const labels = fullLabels({ names, around: "本条" });
  expect(labels.get("parent.customer")).toBe("本条.客户");
  expect(labels.get("customer.name")).toBe("所属客户.名称");
  expect(labels.get("customer")).toBe("所属客户");
});
