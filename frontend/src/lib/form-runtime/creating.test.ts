import { describe, expect, it } from "vitest";
import { comesLater, forCreating, givenOver } from "./creating";
import type { Field, FormRuntime } from "./definition";

const runtime = {
  definition: {
    key: "ticket",
    label: "Ticket",
    fields: [
      { key: "no", type: "series" },
      { key: "customer", type: "link", form: "customer" },
      { key: "subject", type: "text" },
      { key: "lines", type: "subform", fields: [{ key: "price", type: "money" }] },
    ],
  },
  fields: { no: "read", customer: "write", subject: "write", lines: "read", "lines.price": "write" },
  given: { customer: "id" },
} as unknown as FormRuntime;

const shown = (who: { outside: boolean; phone: boolean }) =>
  forCreating(runtime, who)
    .definition.fields.filter((field) => !field.hidden)
    .map((field) => field.key);

describe("a new record", () => {
  it("does not ask for what the server fills in", () => {
    expect(shown({ outside: false, phone: false })).toEqual(["no", "subject", "lines"]);
  });
  it("does not ask for what comes later, unless a rule wants it now", () => {
    const answer = { key: "answer", type: "text", later: true } as Field;
    expect([comesLater(answer, false), comesLater(answer, true)]).toEqual([true, false]);
    expect(comesLater({ ...answer, later: undefined }, false)).toBe(false);
    expect(comesLater({ key: "visits", type: "formula", derived: "rollup" } as Field, false)).toBe(true);
  });
  it("shows what a copy or a template has brought, though it comes later", () => {
    const given = givenOver(
      { votes: 0, day: "2026-01-01" },
      { votes: 0, day: "2026-02-01", answer: "yes", note: null },
    );
    expect([...given]).toEqual(["day", "answer"]);
    expect(comesLater({ key: "answer", type: "text", later: true } as Field, false, given)).toBe(false);
    expect(comesLater({ key: "votes", type: "number", later: true } as Field, false, given)).toBe(true);
  });
  it("has no place on the phone for a number that is yet to come", () => {
    expect(shown({ outside: false, phone: true })).toEqual(["subject", "lines"]);
  });
  it("asks people from outside only for what they may fill in", () => {
    expect(shown({ outside: true, phone: false })).toEqual(["subject", "lines"]);
  });
});
