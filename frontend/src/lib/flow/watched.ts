/** The record that stands open on this page: the one stream of the page tells of it as well. */
export interface Watched {
  app: string;
  form: string;
  id: string;
  /** Something at the record is new. */
  onNews: (topic: "record" | "comments") => void;
}

let open: Watched | null = null;
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

export function onWatched(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
