import { expect, it } from "vitest";
import type { Field, FormRuntime } from "./definition";
import { FormEngine } from "./engine";
import { fullRights } from "./field-index";
import { askedOf } from "./unique";

const text = (key: string, more: object = {}): Field => ({ key, type: "text", label: key, ...more }) as Field;

function engineOf(record: Record<string, unknown> | null): FormEngine {
  const fields = [text("code", { unique: true, max_length: 5 }), text("shop"), text("number"), text("note")];
  const runtime: FormRuntime = {
    definition: { schema_version: 1, key: "f", label: "f", fields, unique: [{ fields: ["shop", "number"] }] },
    version: 1,
    ops: ["create", "update"],
    fields: fullRights(fields),
    programs: { formulas: {}, rules: [], checks: [], defaults: {} },
  } as FormRuntime;
  const context = { user: { id: "me" }, zone: "Asia/Shanghai", now: () => new Date() };
  return new FormEngine(runtime, record ?? {}, context, record === null);
}

it("the server is asked about whole sets that were changed", () => {
  const engine = engineOf(null);
  engine.set("note", "x");
  engine.set("shop", "north");
  expect(askedOf(engine)).toEqual({});
  engine.set("number", "7");
  expect(askedOf(engine)).toEqual({ shop: "north", number: "7" });
  engine.set("code", "A1");
  expect(askedOf(engine)).toEqual({ shop: "north", number: "7", code: "A1" });
});

it("what a record has already is not asked about", () => {
  const engine = engineOf({ code: "A1", shop: "north", number: "7" });
  expect(askedOf(engine)).toEqual({});
  engine.set("number", "8");
  expect(askedOf(engine)).toEqual({ shop: "north", number: "8" });
});

it("what is said of a place is gone with its next change", () => {
  const engine = engineOf(null);
  engine.set("code", "A1");
  engine.setServerIssues(new Map([["code", { code: "not_unique", level: "block", message: "taken" }]]), true);
  expect(engine.snapshot("code").issue?.message).toBe("taken");
  expect(askedOf(engine)).toEqual({});
  engine.set("code", "A2");
  expect(engine.snapshot("code").issue).toBeNull();
});
