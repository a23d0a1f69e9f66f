import { describe, expect, it } from "vitest";
import type { PageDefinition } from "@/lib/pages";
import { addBlock, blocksOf, changeBlock, freeKey, newBlock, placesOf, putBlock, removeBlock } from "./model";

const page: PageDefinition = { schema_version: 1, key: "home" };
const two = ["list", "number"].reduce<PageDefinition>((before, type) => {
  const block = newBlock(type as "list" | "number", freeKey(before, type as "list" | "number"), "deal");
  return addBlock(before, block, null);
}, page);

describe("making a page", () => {
  it("puts new blocks into the first hole and gives each a key of its own", () => {
    expect(placesOf(two)).toEqual([
      { tile: "list_1", x: 0, y: 0, w: 12, h: 7 },
      { tile: "number_1", x: 0, y: 7, w: 3, h: 2 },
    ]);
    expect(freeKey(two, "list")).toBe("list_2");
  });

  it("lets blocks give way, and takes a block away with its place", () => {
    const moved = putBlock(two, "number_1", { x: 0, y: 0, w: 3, h: 2 });
    expect(placesOf(moved).find((place) => place.tile === "list_1")?.y).toBe(2);
    const left = removeBlock(moved, "number_1");
    expect(blocksOf(left).map((block) => block.key)).toEqual(["list_1"]);
    expect(placesOf(left)).toEqual([{ tile: "list_1", x: 0, y: 0, w: 12, h: 7 }]);
  });

  it("leaves empty properties out of the document", () => {
    const changed = changeBlock(two, "list_1", { label: "", view: null, roles: [] });
    expect(blocksOf(changed)[0]).toEqual({ key: "list_1", type: "list", form: "deal" });
  });
});
