import { expect, test } from "vitest";
import { repeatsTitle } from "./repeats-title";
import type { Column, RecordRow } from "./types";

const column = (key: string) => ({ key, label: key, field: { key, type: "text" } }) as unknown as Column;
const row = (values: Record<string, unknown>) => ({ id: "r", version: 1, ...values }) as unknown as RecordRow;

test("the title is said once, wherever its column stands, as a text or as the record it links to", () => {
  const [no, subject, customer] = [column("no"), column("subject"), column("customer")];
  const ticket = row({
    _title: "Restarts",
    no: "FW1",
    subject: "Restarts",
    customer: { id: "c", title: "A" },
  });
  expect([no, subject, customer].map((one) => repeatsTitle(ticket, one, no))).toEqual([false, true, false]);
  const visit = row({ _title: "A", no: "V1", customer: { id: "c", title: "A" } });
  expect([no, customer].map((one) => repeatsTitle(visit, one, no))).toEqual([false, true]);
});

test("what is a part of the title is not said again", () => {
  const [customer, due] = [column("customer"), column("due")];
  const renewal = row({ _title: "A · 2026-05", customer: { id: "c", title: "A" }, due: "2026-05-10" });
  expect([customer, due].map((one) => repeatsTitle(renewal, one, due))).toEqual([true, false]);
});

test("a record without a title is named by the first column", () => {
  const [no, subject] = [column("no"), column("subject")];
  const nameless = row({ _title: "", no: "FW1", subject: "" });
  expect([no, subject].map((one) => repeatsTitle(nameless, one, no))).toEqual([true, false]);
});
