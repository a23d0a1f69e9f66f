import { expect, test } from "vitest";
import type { Field } from "@/lib/form-runtime/definition";
import { figureText } from "./figure";

const field = (more: object) => ({ key: "f", label: {}, ...more }) as unknown as Field;

test("a figure of money has its sign, whether typed or computed, and cents only where there are some", () => {
  expect(figureText(49301662, field({ type: "money" }), "zh-CN")).toBe("¥49,301,662");
  expect(figureText(-19698.5, field({ type: "money", currency: "USD" }), "en")).toBe("-$19,698.50");
  expect(figureText(12, field({ type: "formula", formula: "1", as: "money" }), "en")).toBe("¥12");
});

test("a share is read in percent, and a count as it is", () => {
  expect(figureText(0.255, field({ type: "percent" }), "en")).toBe("25.5%");
  expect(figureText(1260, undefined, "zh-CN")).toBe("1,260");
  expect(figureText(3.14159, field({ type: "number" }), "en")).toBe("3.14");
});
