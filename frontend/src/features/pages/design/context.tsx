/** The page designer's state for all its parts. */
import { createContext, useContext } from "react";
import type { DraftState } from "@/lib/draft/use-draft";
import type { Block, BlockType, PageDefinition, PageDraft } from "@/lib/pages";
import type { Box } from "@/lib/report/board";

export type DesignTab = "design" | "versions";

export interface PageDesigner {
  app: string;
  page: string;
  definition: PageDefinition;
  draft: DraftState<PageDefinition, PageDraft>;
  selected: Block | undefined;
  select: (key: string | null) => void;
  tab: DesignTab;
  setTab: (tab: DesignTab) => void;
  nameOf: (block: Block) => string;
  add: (type: BlockType, box: Box | null) => void;
  put: (key: string, box: Box, act: "move" | "size") => void;
  remove: (key: string) => void;
  change: (act: string, change: Record<string, unknown>) => void;
}

const Context = createContext<PageDesigner | null>(null);
export const PageDesignerProvider = Context.Provider;

export function usePageDesigner(): PageDesigner {
  const designer = useContext(Context);
  if (!designer) throw new Error("a part of the page designer outside its provider");
  return designer;
}
