/** Changes of a page that is being made: pure, so that undo is keeping the page of before. */
import type { Block, BlockType, PageDefinition } from "@/lib/pages";
import { firstFree, put, remove, type Box } from "@/lib/report/board";

export const SIZES: Record<BlockType, { w: number; h: number }> = {
  list: { w: 12, h: 7 },
  form: { w: 6, h: 8 },
  dashboard: { w: 12, h: 9 },
  tile: { w: 6, h: 5 },
  number: { w: 3, h: 2 },
  link: { w: 3, h: 1 },
  text: { w: 6, h: 3 },
  button: { w: 3, h: 2 },
};
export const BLOCK_TYPES = Object.keys(SIZES) as BlockType[];

export const blocksOf = (page: PageDefinition): Block[] => page.blocks ?? [];
export const placesOf = (page: PageDefinition) => page.grid ?? [];
export const blockOf = (page: PageDefinition, key: string | null): Block | undefined =>
  blocksOf(page).find((block) => block.key === key);

export function freeKey(page: PageDefinition, type: BlockType): string {
  const taken = new Set(blocksOf(page).map((block) => block.key));
  let number = 1;
  while (taken.has(`${type}_${number}`)) number += 1;
  return `${type}_${number}`;
}

/** What a new block begins with; what it points to is chosen in the panel. */
export function newBlock(type: BlockType, key: string, form: string): Block {
  switch (type) {
    case "list":
    case "form":
    case "number":
      return { key, type, form };
    case "dashboard":
      return { key, type, dashboard: "" };
    case "tile":
      return { key, type, dashboard: "", tile: "" };
    case "link":
      return { key, type, link: "https://", label: "" };
    case "text":
      return { key, type, html: "" };
    case "button":
      return { key, type, flow: "" };
  }
}

export function addBlock(page: PageDefinition, block: Block, box: Box | null): PageDefinition {
  const places = placesOf(page);
  const at = box ?? firstFree(places, SIZES[block.type]);
  return { ...page, blocks: [...blocksOf(page), block], grid: put(places, block.key, at) };
}

export const putBlock = (page: PageDefinition, key: string, box: Box): PageDefinition => ({
  ...page,
  grid: put(placesOf(page), key, box),
});

export const removeBlock = (page: PageDefinition, key: string): PageDefinition => ({
  ...page,
  blocks: blocksOf(page).filter((block) => block.key !== key),
  grid: remove(placesOf(page), key),
});

/** Empty properties are left out of the document. */
export function changeBlock(
  page: PageDefinition,
  key: string,
  change: Record<string, unknown>,
): PageDefinition {
  const blocks = blocksOf(page).map((block) =>
    block.key === key ? (filled({ ...block, ...change }) as Block) : block,
  );
  return { ...page, blocks };
}

export function filled(document: object): object {
  const empty = (value: unknown) =>
    value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
  const kept = new Set(["html", "link", "flow", "dashboard", "tile", "form"]);
  return Object.fromEntries(
    Object.entries(document).filter(([name, value]) => kept.has(name) || !empty(value)),
  );
}

/** What is only begun on the screen is no block yet for the server: names of nothing are refused there. */
export const isFinished = (block: Block): boolean =>
  (!("form" in block) || block.form !== "") &&
  (!("dashboard" in block) || block.dashboard !== "") &&
  (block.type !== "tile" || block.tile !== "") &&
  (block.type !== "button" || block.flow !== "");
