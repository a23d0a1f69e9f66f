import { describe, expect, it } from "vitest";
import type { FormDefinition } from "@/lib/form-runtime/definition";
import { inWords, waysTo } from "./paths";

const form = (key: string, fields: unknown[]): [string, FormDefinition] => [
  key,
  { schema_version: 1, key, label: key, fields } as unknown as FormDefinition,
];
const link = (key: string, to: string, more = {}) => ({
  key,
  type: "link",
  form: to,
  label: `L-${key}`,
  ...more,
});
const FORMS = new Map([
  form("customer", [link("upper", "customer")]),
  form("contact", [link("customer", "customer")]),
  form("ticket", [link("contact", "contact"), link("customer", "customer")]),
  form("meeting", [
    {
      key: "seats",
      type: "subform",
      label: "座位",
      fields: [link("contact", "contact"), link("many", "contact", { many: true })],
    },
  ]),
]);

describe("ways to a form", () => {
  it("are its own links, links in rows, and those behind one more link", () => {
    expect(
      waysTo("customer", FORMS).map(({ form: from, path, links }) => `${from}:${path}:${links}`),
    ).toEqual([
      "customer:upper:1",
      "contact:customer:1",
      "ticket:customer:1",
      "ticket:contact.customer:2",
      "meeting:seats.contact.customer:2",
    ]);
  });
  it("are told in words", () => {
    const label = (field: { label: unknown }) => String(field.label);
    expect(inWords("seats.contact.customer", "meeting", FORMS, label)).toBe("座位 › L-contact › L-customer");
    expect(inWords("gone.customer", "meeting", FORMS, label)).toBe("gone.customer");
  });
});
