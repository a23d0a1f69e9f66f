import { describe, expect, it } from "vitest";
import type { Dashboard, Tile } from "@/lib/report/definition";
import { addTile, moved, orderPhone, pasteTile, patchTile, putTile, removeTile, tileOf } from "./edit";
import { outgoing } from "./outgoing";

const text = (key: string): Tile => ({ key, chart: { type: "text", text: key } });
const page: Dashboard = {
  schema_version: 1,
  key: "page",
  tiles: [text("a"), text("b")],
  grid: [
    { tile: "a", x: 0, y: 0, w: 6, h: 2 },
    { tile: "b", x: 6, y: 0, w: 6, h: 2 },
  ],
  filters: [{ key: "f", type: "text", field: "name", form: "deal", fields: { a: "title", b: null } }],
  alerts: [{ key: "low", tile: "a", when: "n < 1" }],
};

describe("editing a dashboard", () => {
  it("adds a tile in the first hole, or exactly where it was dropped", () => {
    expect(addTile(page, text("c"), null).grid?.at(-1)).toEqual({ tile: "c", x: 0, y: 2, w: 12, h: 1 });
    const dropped = addTile(page, text("c"), { x: 0, y: 0, w: 6, h: 1 });
    expect(dropped.grid?.find((place) => place.tile === "c")).toMatchObject({ x: 0, y: 0 });
    expect(dropped.grid?.find((place) => place.tile === "a")).toMatchObject({ x: 0, y: 1 });
  });

  it("takes everything that speaks of a tile away with it", () => {
    const next = removeTile(page, "a");
    expect(next.tiles?.map((tile) => tile.key)).toEqual(["b"]);
    expect(next.grid?.map((place) => place.tile)).toEqual(["b"]);
    expect(next.filters?.[0]?.fields).toEqual({ b: null });
    expect(next.alerts).toEqual([]);
  });

  it("pastes a copy with a key of its own", () => {
    const { dashboard, key } = pasteTile(page, page.tiles![0]!, { w: 6, h: 2 });
    expect(key).toBe("a_2");
    expect(tileOf(dashboard, "a_2")?.chart).toEqual({ type: "text", text: "a" });
    expect(dashboard.grid?.at(-1)).toMatchObject({ tile: "a_2", x: 0, y: 2 });
  });

  it("changes only the tile that is meant", () => {
    expect(patchTile(page, "b", { label: "B" }).tiles).toEqual([
      page.tiles![0],
      { ...text("b"), label: "B" },
    ]);
    expect(putTile(page, "b", { x: 0, y: 0, w: 12, h: 1 }).grid).toMatchObject([{ y: 1 }, { y: 0, w: 12 }]);
  });

  it("sets the order of the phone", () => {
    expect(orderPhone(page, ["b", "a"]).grid).toMatchObject([{ order: 1 }, { order: 0 }]);
    expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
    expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
  });

  it("is sent without what is only begun, and with every number that the viewer moves", () => {
    const measures = [
      { key: "n", fn: "count" as const },
      { key: "rate", input: "rate" },
      { key: "more", formula: "n * rate" },
      { key: "begun", fn: "sum" as const },
    ];
    const tile: Tile = { key: "k", chart: { type: "kpi", value: "more" }, query: { from: "deal", measures } };
    const filters = [{ key: "rate", type: "input" as const, min: 0, max: 10 }];
    const sent = outgoing({ ...page, tiles: [tile], filters });
    expect(sent.tiles?.[0]?.query?.measures?.map(({ key }) => key)).toEqual(["n", "rate", "more"]);
    expect(sent.filters).toEqual(filters);
  });
});
