import type { RecordRow } from "./types";

export interface PageAnswer {
  items: RecordRow[];
  next: string | null;
}

/** What a list of rows asks of the server. */
export interface Fetcher {
  page(place: { cursor?: string; offset?: number }, signal: AbortSignal): Promise<PageAnswer>;
  count(signal: AbortSignal): Promise<number>;
  /** The cursors before row `every`, `2 × every` …, as far as the server finds them quickly. */
  marks?(every: number, signal: AbortSignal): Promise<string[]>;
}
