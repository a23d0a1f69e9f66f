import { expect, test } from "vitest";
import { partsOf } from "./parts";

test("the parts of each kind of draft, and nothing of what isn't shaped like one", () => {
  const fields = [{ key: "name", type: "text", label: "名称" }, "broken", { type: "text" }, null];
  expect(partsOf({ kind: "form", definition: { fields } }).map((part) => part.key)).toEqual(["name"]);
  const nodes = [{ id: "start", type: "start" }];
  expect(partsOf({ kind: "flow", definition: { nodes } })).toMatchObject([{ key: "start", type: "start" }]);
  const tiles = [{ key: "sum", label: { "zh-CN": "合计" }, chart: { type: "kpi" } }];
  expect(partsOf({ kind: "dashboard", definition: { tiles } })).toMatchObject([{ key: "sum", type: "kpi" }]);
  expect(partsOf({ kind: "page", definition: {} })).toEqual([]);
});
