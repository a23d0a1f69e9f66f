import { describe, expect, it } from "vitest";
import type { Nav } from "@/lib/types";
import { add, place, remove, step, toNavigation, toRows, type Row } from "./nav-edit";

const navigation: Nav[] = [
  { form: "a" },
  { group: "G", items: [{ form: "b" }, { form: "c" }] },
  { group: "H", items: [] },
  { link: "https://example.com", label: "x" },
];

const idOf = (rows: Row[], name: string) =>
  rows.find(({ item }) => ("form" in item ? item.form : "group" in item ? item.group : "x") === name)?.id ??
  "";
const shape = (rows: Row[]) => JSON.stringify(toNavigation(rows).map(brief));
const brief = (item: Nav): unknown =>
  "form" in item ? item.form : "group" in item ? [item.group, ...item.items.map(brief)] : "x";

describe("arranging the navigation", () => {
  it("comes back as it went in", () => {
    expect(toNavigation(toRows(navigation))).toEqual(navigation);
  });

  it("moves a group with everything in it", () => {
    const rows = toRows(navigation);
    expect(shape(place(rows, idOf(rows, "G"), idOf(rows, "a"), "before"))).toBe(
      '[["G","b","c"],"a",["H"],"x"]',
    );
    expect(shape(place(rows, idOf(rows, "a"), idOf(rows, "G"), "after"))).toBe(
      '[["G","b","c"],"a",["H"],"x"]',
    );
  });

  it("puts a form into a group, between its forms and out again", () => {
    const rows = toRows(navigation);
    const inside = place(rows, idOf(rows, "a"), idOf(rows, "H"), "inside");
    expect(shape(inside)).toBe('[["G","b","c"],["H","a"],"x"]');
    const between = place(inside, idOf(rows, "a"), idOf(rows, "c"), "before");
    expect(shape(between)).toBe('[["G","b","a","c"],["H"],"x"]');
    expect(shape(place(between, idOf(rows, "b"), idOf(rows, "x"), "after"))).toBe(
      '[["G","a","c"],["H"],"x","b"]',
    );
  });

  it("never nests a group in a group or in itself", () => {
    const rows = toRows(navigation);
    expect(place(rows, idOf(rows, "G"), idOf(rows, "H"), "inside")).toBe(rows);
    expect(place(rows, idOf(rows, "G"), idOf(rows, "b"), "after")).toBe(rows);
  });

  it("walks by steps through the whole list and back", () => {
    let rows = toRows(navigation);
    const a = idOf(rows, "a");
    const seen = [shape(rows)];
    for (let turn = 0; turn < 5; turn += 1) {
      rows = step(rows, a, 1);
      seen.push(shape(rows));
    }
    expect(seen).toEqual([
      '["a",["G","b","c"],["H"],"x"]',
      '[["G","a","b","c"],["H"],"x"]',
      '[["G","b","a","c"],["H"],"x"]',
      '[["G","b","c","a"],["H"],"x"]',
      '[["G","b","c"],"a",["H"],"x"]',
      '[["G","b","c"],["H","a"],"x"]',
    ]);
    for (let turn = 0; turn < 5; turn += 1) rows = step(rows, a, -1);
    expect(shape(rows)).toBe(seen[0]);
  });

  it("keeps what stands in a group that is removed", () => {
    const rows = toRows(navigation);
    expect(shape(remove(rows, idOf(rows, "G")))).toBe('["a","b","c",["H"],"x"]');
    expect(shape(add(rows, { form: "z" }))).toContain('"z"]');
  });
});
