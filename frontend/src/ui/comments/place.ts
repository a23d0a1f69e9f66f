/** What is being commented on: a record, a draft. */
import { createContext, useContext } from "react";

export interface CommentPlace {
  /** The address under which `comments` and `mentionable` stand. */
  path: string;
  /** Under which their answers are kept. */
  key: readonly unknown[];
  /** Files may be attached. */
  files: boolean;
  /** The part a new thread speaks of: the key of a field, a step, a tile. */
  anchor?: string | null;
  /** How a part is called, and what happens when its name is pressed. */
  nameOf?: (anchor: string) => string | undefined;
  onAnchor?: (anchor: string) => void;
  /** What is said while there are none. */
  empty?: string;
  nobody?: string;
}

const Place = createContext<CommentPlace | null>(null);
export const CommentPlaceProvider = Place.Provider;

export function useCommentPlace(): CommentPlace {
  const found = useContext(Place);
  if (!found) throw new Error("comments stand in a CommentPlaceProvider");
  return found;
}
