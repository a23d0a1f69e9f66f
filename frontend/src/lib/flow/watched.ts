/** The record and the list that stand open on this page: the one stream of the page tells of them as well. */
export interface Watched {
  app: string;
  form: string;
  id: string;
  /** Something at the record is new. */
  onNews: (topic: "record" | "comments") => void;
}

export interface WatchedList {
  app: string;
  form: string;
  /** Some record of the form is new, other or gone. */
  onNews: () => void;
}

let open: Watched | null = null;
let openList: WatchedList | null = null;
const listeners = new Set<() => void>();

export const watched = (): Watched | null => open;

/** → a function that ends it. */
export function watch(record: Watched): () => void {
  open = record;
  for (const listener of listeners) listener();
  return () => {
    if (open !== record) return; // another one was opened before this one was closed
    open = null;
    for (const listener of listeners) listener();
  };
}

export const watchedList = (): WatchedList | null => openList;

/** → a function that ends it. */
export function watchList(list: WatchedList): () => void {
  openList = list;
  for (const listener of listeners) listener();
  return () => {
    if (openList !== list) return;
    openList = null;
    for (const listener of listeners) listener();
  };
}

export function onWatched(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

const gathering = new Set<() => void>();

/** Something is new in the forms that the profile of the open record gathers from. → a function that ends it */
export function onNewsAround(listener: () => void): () => void {
  gathering.add(listener);
  return () => void gathering.delete(listener);
}

export function tellNewsAround(): void {
  for (const listener of gathering) listener();
}
