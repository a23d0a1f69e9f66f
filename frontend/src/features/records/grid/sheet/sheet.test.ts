import { describe, expect, it } from "vitest";
import type { RecordRow } from "@/lib/records/types";
import type { RowSource } from "../../model/row-source";
import { Sheet } from "./sheet";
import type { Surroundings } from "./sheet-types";
import type { Op, Result } from "./writer";

/** A sheet of one row whose server answers when told to. */
function world() {
  let row = { id: "a", version: 1, amount: 0 } as RecordRow;
  const sent: unknown[] = [];
  const answers: (() => void)[] = [];
  const send = ([op]: Op[]) =>
    new Promise<Result[]>((resolve) => {
      sent.push(op?.values?.amount);
      answers.push(() =>
        resolve([{ ok: true, record: { ...row, ...op?.values, version: row.version + 1 } }]),
      );
    });
  const source = { patch: (next: RecordRow) => (row = next), row: () => row } as unknown as RowSource;
  const none = () => undefined;
  const around = {
    source,
    send,
    columns: [],
    tell: none,
    held: none,
    failed: none,
  } as unknown as Surroundings;
  const sheet = new Sheet(around);
  const rest = () => new Promise((resolve) => setTimeout(resolve, 0));
  return {
    sheet,
    sent,
    write: (amount: number) => void sheet.write([{ op: "update", id: "a", values: { amount } }], [row]),
    answer: async () => {
      answers.shift()?.();
      await rest();
    },
    rest,
  };
}

describe("taking back in a sheet", () => {
  it("takes back the change that is still being saved, not the one before it", async () => {
    const { sheet, sent, write, answer, rest } = world();
    write(1);
    await rest();
    await answer();
    write(2);
    void sheet.takeBack();
    await rest();
    expect(sent).toEqual([1, 2]);
    await answer();
    expect(sent).toEqual([1, 2, 1]);
  });
});
