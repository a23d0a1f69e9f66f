import { expect, test } from "vitest";
import type { FormDefinition } from "@/lib/form-runtime/definition";
import type { RecordRow } from "@/lib/records/types";
import { bodyOf, differing, standing } from "./choices";

const definition = {
  fields: [
    { key: "name", type: "text" },
    { key: "mobile", type: "phone" },
    { key: "tags", type: "tags" },
    { key: "total", type: "formula", as: "number" },
    { key: "region", type: "text" },
  ],
} as unknown as FormDefinition;
const rows: RecordRow[] = [
  { id: "a", version: 3, name: "宏远", mobile: null, tags: ["x"], total: 1, region: "华东" },
  { id: "b", version: 1, name: "宏远贸易", mobile: "138", tags: ["y"], total: 2, region: "华东" },
];

test("only what differs is asked for, and nothing computed", () => {
  expect(differing(definition, rows, () => true).map((field) => field.key)).toEqual([
    "name",
    "mobile",
    "tags",
  ]);
  expect(differing(definition, rows, (key) => key === "name").map((field) => field.key)).toEqual(["name"]);
});

test("the winner's value stands, gaps are filled, lists come together", () => {
  const [name, mobile, tags] = differing(definition, rows, () => true);
  expect([standing(name!, rows, "a"), standing(mobile!, rows, "a"), standing(tags!, rows, "a")]).toEqual([
    "a",
    "b",
    "all",
  ]);
  expect(bodyOf([name!, mobile!], rows, "b", { name: "a" })).toEqual({
    winner: { id: "b", version: 1 },
    losers: [{ id: "a", version: 3 }],
    choose: { name: "a", mobile: "b" },
  });
});
