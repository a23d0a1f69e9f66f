import { expect, test } from "vitest";
import { countOptions, outlineOf, treeOf } from "./option-tree";

test("an outline becomes a tree, and what is still there keeps its value", () => {
  const before = [
    { value: "zj", label: "浙江", color: "blue", children: [{ value: "hz", label: "杭州" }] },
    { value: "sh", label: "上海", retired: true },
  ];
  const tree = treeOf("浙江\n  杭州\n\t宁波\n      鄞州\n上海\n华东/其他", before, "zh-CN");
  expect(tree).toEqual([
    {
      value: "zj",
      label: "浙江",
      color: "blue",
      children: [
        { value: "hz", label: "杭州" },
        { value: "宁波", label: "宁波", children: [{ value: "鄞州", label: "鄞州" }] },
      ],
    },
    { value: "sh", label: "上海", retired: true },
    { value: "华东／其他", label: "华东/其他" },
  ]);
  expect(treeOf(outlineOf(tree, "zh-CN"), tree, "zh-CN")).toEqual(tree);
  expect(countOptions(tree)).toBe(6);
  expect(treeOf("", tree, "zh-CN")).toEqual([]);
});
