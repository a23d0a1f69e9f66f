/** What blocks of a page are drawn with; the app hands it down, so that features need not know each other. */
import { createContext, useContext, type ComponentType } from "react";

export interface PageParts {
  Records: ComponentType<{ app: string; form: string; view: string | null }>;
  Dashboard: ComponentType<{ app: string; dashboard: string; tile: string | null }>;
}

const Context = createContext<PageParts | null>(null);
export const PagePartsProvider = Context.Provider;

export function usePageParts(): PageParts {
  const parts = useContext(Context);
  if (!parts) throw new Error("a page outside of its parts");
  return parts;
}
