/** Changes of sections, tabs, lines and notes; pure, as those of fields (edit.ts). */
import type {
  FormDefinition,
  LayoutBlock,
  LayoutItem,
  SectionBlock,
  TabPage,
} from "@/lib/form-runtime/definition";
import { isSection, pagesOf } from "@/lib/form-runtime/layout";
import { changeItems, ensureBlock, inserted, layoutOf, setLayout } from "./edit";

type Definition = FormDefinition;

export function addBlock(definition: Definition, block: LayoutBlock, index: number): Definition {
  return setLayout(definition, inserted(layoutOf(definition), index, block));
}

export function moveBlock(definition: Definition, from: number, to: number): Definition {
  const layout = layoutOf(definition);
  const moving = layout[from];
  if (!moving) return definition;
  const rest = layout.filter((_, at) => at !== from);
  return setLayout(definition, inserted(rest, to > from ? to - 1 : to, moving));
}

/** A removed block leaves its fields to the block above it. */
export function removeBlock(definition: Definition, index: number): Definition {
  const layout = layoutOf(definition);
  const gone = layout[index];
  if (!gone) return definition;
  const orphans = pagesOf(gone).flatMap((page) => page.items);
  const rest = ensureBlock(layout.filter((_, at) => at !== index));
  const heir = Math.max(index - 1, 0);
  return setLayout(
    definition,
    changeItems(rest, heir, 0, (items) => [...items, ...orphans]),
  );
}

export function updateSection(
  definition: Definition,
  index: number,
  patch: Partial<SectionBlock>,
): Definition {
  return setLayout(
    definition,
    layoutOf(definition).map((block, at) =>
      at === index && isSection(block) ? { ...block, ...patch } : block,
    ),
  );
}

export function updateTabs(
  definition: Definition,
  index: number,
  change: (tabs: TabPage[]) => TabPage[],
): Definition {
  return setLayout(
    definition,
    layoutOf(definition).map((block, at) =>
      at === index && !isSection(block) ? { tabs: change(block.tabs) } : block,
    ),
  );
}

export function updateItem(
  definition: Definition,
  place: { block: number; page: number; index: number },
  item: LayoutItem | null,
): Definition {
  const change = (items: LayoutItem[]): LayoutItem[] =>
    items.flatMap((each, at) => (at === place.index ? (item === null ? [] : [item]) : [each]));
  return setLayout(definition, changeItems(layoutOf(definition), place.block, place.page, change));
}
