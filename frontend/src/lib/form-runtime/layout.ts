/**
 * A form's layout made whole: sections and tabs that hold items, every field exactly once, and
 * fields that the definition's layout doesn't name at the end (docs/api.md).
 */
import type {
  FormDefinition,
  LayoutBlock,
  LayoutItem,
  LayoutNode,
  SectionBlock,
  TabPage,
} from "./definition";

/** Types that need the whole width of a section. */
const WIDE = new Set(["long_text", "rich_text", "matrix", "subform", "address", "attachment", "image"]);
export const MAX_COLUMNS = 4;

/** The field an item places, or null for a divider or a note. */
export function itemKey(item: LayoutItem): string | null {
  if (typeof item === "string") return item;
  return "field" in item ? item.field : null;
}

/** How many of a section's columns an item takes; dividers and notes take them all. */
export function itemSpan(item: LayoutItem): number {
  if (typeof item === "string") return 1;
  return "field" in item ? (item.span ?? 1) : MAX_COLUMNS;
}

/** An item with its span; a span of one is written short. */
export const placed = (field: string, span: number): LayoutItem => (span > 1 ? { field, span } : field);

export const naturalSpan = (type: string): number => (WIDE.has(type) ? 2 : 1);

export const isSection = (block: LayoutBlock): block is SectionBlock => "section" in block;

/** The places of a block that hold items: the section itself, or each of its tabs. */
export const pagesOf = (block: LayoutBlock): (SectionBlock | TabPage)[] =>
  isSection(block) ? [block] : block.tabs;

/** Nested and loose nodes as a flat row of blocks. */
function blocksOf(nodes: LayoutNode[], columns: number): LayoutBlock[] {
  const blocks: LayoutBlock[] = [];
  const loose = (): SectionBlock => {
    const last = blocks.at(-1);
    if (last && isSection(last) && last.section === null) return last;
    const fresh: SectionBlock = { section: null, columns, items: [] };
    blocks.push(fresh);
    return fresh;
  };
  for (const node of nodes) {
    if (typeof node === "string" || "field" in node || "divider" in node || "note" in node) {
      loose().items.push(node);
    } else if ("tabs" in node) {
      blocks.push({ tabs: node.tabs.map((tab) => ({ ...tab, items: itemsOnly(tab.items) })) });
    } else {
      const [first, ...rest] = blocksOf(node.items, node.columns ?? 2);
      const own = first && isSection(first) ? first.items : [];
      blocks.push({ ...node, items: own }, ...(first && !isSection(first) ? [first] : []), ...rest);
    }
  }
  return blocks;
}

const itemsOnly = (nodes: LayoutNode[]): LayoutItem[] =>
  nodes.flatMap((node): LayoutItem[] => {
    if (typeof node === "string" || "field" in node || "divider" in node || "note" in node) return [node];
    return "tabs" in node ? node.tabs.flatMap((tab) => itemsOnly(tab.items)) : itemsOnly(node.items);
  });

/** Fields by themselves, each as wide as its type needs. */
export const placedOf = (definition: Pick<FormDefinition, "fields">, keys: readonly string[]): LayoutItem[] =>
  definition.fields
    .filter((field) => keys.includes(field.key))
    .sort((one, other) => keys.indexOf(one.key) - keys.indexOf(other.key))
    .map((field) => placed(field.key, naturalSpan(field.type)));

/** The layout as it is shown: unknown and repeated keys dropped, forgotten fields appended. */
export function completeLayout(definition: Pick<FormDefinition, "fields" | "layout">): LayoutBlock[] {
  const known = new Set(definition.fields.map((field) => field.key));
  const seen = new Set<string>();
  const keep = (items: LayoutItem[]): LayoutItem[] =>
    items.filter((item) => {
      const key = itemKey(item);
      if (key === null) return true;
      if (!known.has(key) || seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  const blocks = blocksOf(definition.layout ?? [], 2).map((block): LayoutBlock =>
    isSection(block)
      ? { ...block, items: keep(block.items) }
      : { tabs: block.tabs.map((tab) => ({ ...tab, items: keep(tab.items) })) },
  );
  const rest = definition.fields.filter((field) => !seen.has(field.key));
  if (rest.length === 0) return blocks;
  const items = rest.map((field) => placed(field.key, naturalSpan(field.type)));
  const last = blocks.at(-1);
  if (last && isSection(last) && last.section === null)
    return [...blocks.slice(0, -1), { ...last, items: [...last.items, ...items] }];
  return [...blocks, { section: null, columns: 2, items }];
}
