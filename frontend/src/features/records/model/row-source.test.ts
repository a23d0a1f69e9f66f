import { describe, expect, it } from "vitest";
import { PAGE_SIZE, RowSource, type Fetcher } from "./row-source";
import type { RecordRow } from "./types";

const TOTAL = 1234;
const row = (at: number): RecordRow => ({ id: String(at), version: 1 });
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

/** A server of 1,234 rows whose cursor is the number of the next row; the page at `stuck` never comes. */
function server(total = TOTAL, stuck = -1) {
  const asked: object[] = [];
  const fetcher: Fetcher = {
    page: async (place) => {
      asked.push(place);
      if (place.offset === stuck) await new Promise(() => undefined);
      const from = Number(place.cursor ?? 0) + (place.offset ?? 0);
      const items = Array.from({ length: Math.max(0, Math.min(PAGE_SIZE, total - from)) }, (_, at) =>
        row(from + at),
      );
      return { items, next: from + PAGE_SIZE < total ? String(from + PAGE_SIZE) : null };
    },
    count: async () => total,
  };
  return { asked, fetcher, source: new RowSource(fetcher) };
}

describe("rows of a long list", () => {
  it("come by cursor when one scrolls on, by an offset behind the nearest one when one jumps", async () => {
    const { asked, source } = server();
    source.ensure(0, 10);
    await settled();
    expect(source.length).toBe(TOTAL);
    source.ensure(90, 110);
    await settled();
    source.ensure(1000, 1010);
    await settled();
    expect(asked).toEqual([{}, { cursor: "100" }, { cursor: "200", offset: 800 }]);
    expect(source.row(105)?.id).toBe("105");
    expect(source.row(1005)?.id).toBe("1005");
    expect(source.row(500)).toBeUndefined();
  });

  it("are leapt to from the nearest mark, once somebody has scrolled in a long list", async () => {
    const total = 1_000_000;
    const { asked, fetcher } = server(total);
    let every = 0;
    const marked = new RowSource({
      ...fetcher,
      marks: async (rows) => {
        every = rows;
        return Array.from({ length: total / rows }, (_, at) => String((at + 1) * rows));
      },
    });
    marked.look(0, 20);
    await settled();
    expect(every).toBe(0);
    marked.look(10, 30);
    await settled();
    expect(every).toBe(5000);
    asked.length = 0;
    marked.look(512_340, 512_360);
    await settled();
    expect(asked[0]).toEqual({ cursor: "510000", offset: 2300 });
    expect(marked.row(512_345)?.id).toBe("512345");
  });

  it("are asked for once, however often the eye passes", async () => {
    const { asked, source } = server();
    for (let pass = 0; pass < 5; pass += 1) source.ensure(0, 20);
    await settled();
    source.ensure(0, 20);
    await settled();
    expect(asked).toHaveLength(1);
  });

  it("know their number without counting when one page holds them all", async () => {
    const { source } = server(7);
    source.ensure(0, 0);
    await settled();
    expect([source.length, source.complete]).toEqual([7, true]);
  });

  it("stay on the screen until a refresh has brought the new ones", async () => {
    const { source } = server();
    source.ensure(0, 0);
    await settled();
    source.refresh();
    expect([source.row(3)?.id, source.length]).toEqual(["3", TOTAL]);
    await settled();
    expect(source.loaded()).toHaveLength(PAGE_SIZE);
  });

  it("tell an error once and load again after a refresh", async () => {
    let broken = true;
    const source = new RowSource({
      page: async () => {
        if (broken) throw new Error("down");
        return { items: [row(0)], next: null };
      },
      count: async () => 1,
    });
    source.ensure(0, 0);
    await settled();
    expect(source.error).toBeInstanceOf(Error);
    broken = false;
    source.refresh();
    await settled();
    expect([source.error, source.row(0)?.id]).toEqual([null, "0"]);
  });

  it("far off are brought alone and first, their neighbours after them; of a flight one at a time", async () => {
    const { asked, source } = server(100_000);
    source.look(0, 20);
    await settled();
    asked.length = 0;
    source.look(90_050, 90_070);
    expect(asked).toEqual([{ offset: 90_000 }]);
    await settled();
    await settled();
    expect(asked.slice(1)).toEqual([{ cursor: "90100" }, { offset: 89_900 }, { cursor: "90200" }]);
    asked.length = 0;
    for (const at of [30_050, 40_050, 50_050]) source.look(at, at + 20);
    expect(asked).toEqual([{ offset: 30_000 }]); // on its way; the others are flown over
    await settled();
    await settled();
    expect(asked[1]).toEqual({ offset: 50_000 });
    expect([source.row(30_060)?.id, source.row(50_060)?.id]).toEqual(["30060", "50060"]);
  });

  it("flown over that take long are not waited for where the flight ends", async () => {
    const { asked, source } = server(100_000, 30_000);
    source.look(0, 20);
    await settled();
    for (const at of [30_050, 40_050, 50_050]) source.look(at, at + 20);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(asked).not.toContainEqual({ offset: 40_000 });
    expect(source.row(50_060)?.id).toBe("50060");
  });

  it("far from the eye are let go", async () => {
    const { source } = server(100_000);
    for (let at = 0; at < 100_000; at += 1000) {
      source.ensure(at, at + 20);
      await settled();
    }
    expect(source.rowsLoaded).toBeLessThanOrEqual(61 * PAGE_SIZE);
    expect(source.row(0)?.id).toBe("0");
    expect(source.row(99_005)?.id).toBe("99005");
  });
});
