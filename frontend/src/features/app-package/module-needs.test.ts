import { expect, test } from "vitest";
import { withNeeds, withoutNeeding } from "./module-needs";

const modules = [
  { key: "sales" },
  { key: "money", needs: ["sales"] },
  { key: "service", needs: null },
  { key: "delivery", needs: ["money"] },
];

test("a module that is switched on takes what it needs along", () => {
  expect(withNeeds(modules, ["service"], "delivery").toSorted()).toEqual([
    "delivery",
    "money",
    "sales",
    "service",
  ]);
  expect(withNeeds(modules, ["sales"], "sales")).toEqual(["sales"]);
});

test("a module that is switched off takes those that need it along", () => {
  expect(withoutNeeding(modules, ["sales", "money", "delivery", "service"], "sales")).toEqual(["service"]);
  expect(withoutNeeding(modules, ["sales", "money"], "money")).toEqual(["sales"]);
});
