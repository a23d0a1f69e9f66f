/**
 * What is live stays live: one stream of server-sent events tells that something of a topic has changed. When it
 * can't be opened (a proxy in between), the page asks every half minute instead and tries the stream again.
 */
export type Topic = "notifications" | "tasks" | "record" | "comments" | "around" | "list";
export const TOPICS: readonly Topic[] = ["notifications", "tasks", "record", "comments", "around", "list"];
/** Those that belong to what stands open: a record, what its profile gathers, a list. */
const OF_PLACE: readonly Topic[] = ["record", "comments", "around", "list"];

/** The part of EventSource that is used; tests bring their own. */
export interface Source {
  readyState: number;
  addEventListener(type: string, listener: (event: { data?: string }) => void): void;
  close(): void;
}

export interface Surroundings {
  open(): Source;
  /** → a function that cancels. */
  later(ms: number, run: () => void): () => void;
}

const CLOSED = 2;
export const POLL_MS = 30_000;
const RETRY_MS = [2_000, 5_000, 15_000, 60_000];

export class LiveStream {
  private source: Source | null = null;
  private readonly stamps = new Map<Topic, number>();
  private failures = 0;
  private cancelPoll: (() => void) | null = null;
  private cancelRetry: (() => void) | null = null;

  constructor(
    private readonly around: Surroundings,
    private readonly onChange: (topic: Topic) => void,
  ) {}

  start(): void {
    if (this.source) return;
    this.cancelRetry?.();
    const source = this.around.open();
    this.source = source;
    source.addEventListener("open", () => {
      this.failures = 0;
      this.stopPolling();
    });
    source.addEventListener("change", ({ data }) => this.heard(data));
    source.addEventListener("error", () => this.failed(source));
  }

  stop(): void {
    this.source?.close();
    this.source = null;
    this.cancelRetry?.();
    this.stopPolling();
  }

  /** Another record or list stands open, or none: the stream begins anew, and so do its numbers. */
  renew(): void {
    for (const topic of OF_PLACE) this.stamps.delete(topic);
    if (!this.source && !this.cancelRetry) return;
    this.stop();
    this.start();
  }

  /** The first stamp of a topic is only noted; a later one that differs is news, also after a break. */
  private heard(data: string | undefined): void {
    let said: { topic?: Topic; stamp?: number };
    try {
      said = JSON.parse(data ?? "") as { topic?: Topic; stamp?: number };
    } catch {
      return; // not ours
    }
    const { topic, stamp } = said;
    if (topic === undefined || stamp === undefined || !TOPICS.includes(topic)) return;
    const before = this.stamps.get(topic);
    this.stamps.set(topic, stamp);
    if (before !== undefined && before !== stamp) this.onChange(topic);
  }

  private failed(source: Source): void {
    if (this.source !== source) return;
    this.poll();
    if (source.readyState !== CLOSED) return; // it tries again by itself
    this.source = null;
    const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)] ?? POLL_MS;
    this.failures += 1;
    this.cancelRetry = this.around.later(wait, () => this.start());
  }

  private poll(): void {
    if (this.cancelPoll) return;
    this.cancelPoll = this.around.later(POLL_MS, () => {
      this.cancelPoll = null;
      for (const topic of TOPICS) this.onChange(topic);
      this.poll();
    });
  }

  private stopPolling(): void {
    this.cancelPoll?.();
    this.cancelPoll = null;
  }
}
