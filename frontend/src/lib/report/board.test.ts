import { describe, expect, it } from "vitest";
import {
  step,
  cellAt,
  COLUMNS,
  firstFree,
  heightOf,
  overlap,
  phoneOrder,
  put,
  remove,
  withPhoneOrder,
} from "./board";
import type { Place } from "./definition";

const at = (tile: string, x: number, y: number, w: number, h: number): Place => ({ tile, x, y, w, h });
const where = (places: Place[]) =>
  Object.fromEntries(places.map(({ tile, x, y, w, h }) => [tile, [x, y, w, h]]));

const board = [at("a", 0, 0, 6, 4), at("b", 6, 0, 6, 4), at("c", 0, 4, 12, 3)];

describe("the board", () => {
  it("lets what is in the way give way downwards", () => {
    const next = put(board, "n", { x: 0, y: 0, w: 6, h: 2 });
    expect(where(next)).toEqual({ n: [0, 0, 6, 2], a: [0, 2, 6, 4], b: [6, 0, 6, 4], c: [0, 6, 12, 3] });
  });

  it("lets tiles fall up into the room that one leaves", () => {
    expect(where(remove(board, "a"))).toEqual({ b: [6, 0, 6, 4], c: [0, 4, 12, 3] });
    expect(where(remove(remove(board, "a"), "b"))).toEqual({ c: [0, 0, 12, 3] });
  });

  it("changes the places of two tiles when one is moved below the other", () => {
    const two = [at("a", 0, 0, 12, 2), at("b", 0, 2, 12, 2)];
    expect(where(put(two, "b", { x: 0, y: 0, w: 12, h: 2 }))).toEqual({ b: [0, 0, 12, 2], a: [0, 2, 12, 2] });
    expect(where(put(two, "a", { x: 0, y: 2, w: 12, h: 2 }))).toEqual({ b: [0, 0, 12, 2], a: [0, 2, 12, 2] });
  });

  it("keeps tiles within its columns", () => {
    expect(where(put([], "a", { x: 11, y: 3, w: 6, h: 2 }))).toEqual({ a: [6, 0, 6, 2] });
    expect(where(put([], "a", { x: -3, y: -1, w: 40, h: 0 }))).toEqual({ a: [0, 0, 12, 1] });
  });

  it("never lets tiles overlap, wherever they are put", () => {
    let places: Place[] = [];
    // A fixed walk over places and sizes stands for a hand that drags.
    for (let step = 0; step < 400; step += 1) {
      const tile = `t${(step * 7) % 11}`;
      const box = { x: (step * 5) % 12, y: (step * 3) % 17, w: 1 + ((step * 11) % 12), h: 1 + (step % 6) };
      places = put(places, tile, box);
      for (const one of places)
        for (const other of places) if (one !== other) expect(overlap(one, other)).toBe(false);
      expect(places.every((place) => place.x + place.w <= COLUMNS)).toBe(true);
    }
  });

  it("finds the first hole for a new tile", () => {
    expect(firstFree(board, { w: 4, h: 2 })).toEqual({ x: 0, y: 7, w: 4, h: 2 });
    expect(firstFree([at("a", 4, 0, 8, 4)], { w: 4, h: 2 })).toEqual({ x: 0, y: 0, w: 4, h: 2 });
    expect(heightOf(board)).toBe(7);
  });

  it("is one column on a phone: in the set order, else as it is read", () => {
    expect(phoneOrder(board)).toEqual(["a", "b", "c"]);
    expect(phoneOrder([{ ...board[0]! }, board[1]!, { ...board[2]!, order: 0 }])).toEqual(["c", "a", "b"]);
    expect(phoneOrder(withPhoneOrder(board, ["b", "c", "a"]))).toEqual(["b", "c", "a"]);
  });

  it("knows the cell under a point", () => {
    const grid = { width: 1188, row: 72, gap: 12 };
    expect(cellAt({ x: 0, y: 0 }, grid)).toEqual({ x: 0, y: 0 });
    expect(cellAt({ x: 1187, y: 84 }, grid)).toEqual({ x: 11, y: 1 });
    expect(cellAt({ x: -5, y: -5 }, grid)).toEqual({ x: 0, y: 0 });
  });
});

describe("a step by keyboard", () => {
  const places = [
    { tile: "a", x: 0, y: 0, w: 4, h: 2 },
    { tile: "b", x: 0, y: 2, w: 4, h: 3 },
  ];

  it("goes below the next tile, as tiles fall up again", () => {
    const box = step(places, "a", 0, 1);
    expect(put(places, "a", box!).find((place) => place.tile === "a")).toMatchObject({ y: 3 });
    expect(step(places, "b", 0, 1)).toBeNull();
  });

  it("goes aside by one column", () => {
    expect(step(places, "a", 1, 0)).toMatchObject({ x: 1, y: 0 });
  });
});
