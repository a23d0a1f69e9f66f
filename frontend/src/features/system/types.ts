import type { Label } from "@/lib/types";

/** One kind of thing that grows old; `days` null: kept for ever. */
export interface Period {
  key: string;
  label: Label;
  text: Label;
  days: number | null;
  default: number | null;
  least: number;
  most: number;
  always: boolean;
  removed: number;
  ran_at: string | null;
}

export type Choice = Record<string, number | null>;

export interface StuckJob {
  id: string;
  kind: string;
  state: "failed" | "queued";
  attempts: number;
  /** False: this version no longer knows such jobs. */
  known: boolean;
  message: string | null;
  error: string | null;
  created_at: string;
  next_at: string | null;
}

export interface Stuck {
  counts: {
    queued: number;
    running: number;
    late: number;
    oldest: number;
    failed: number;
    deliveries: Record<string, number>;
    outbox: Record<string, number>;
    letters: number;
  };
  jobs: StuckJob[];
  webhooks: { id: string; app: string; label: string; active: boolean; failed: number }[];
  apps: { key: string; label: Label; failed: number; unsent: number }[];
}

/** A route or the shape of a statement; seconds. */
export interface SlowEntry {
  kind: "request" | "sql";
  text: string;
  source: string;
  count: number;
  seconds: number;
  worst: number;
  first_at: string;
  last_at: string;
}

export interface SlowWork {
  from_ms: number;
  items: SlowEntry[];
}

/** A backup that was made, or restored to see whether it holds. */
export interface Backup {
  kind: "made" | "drilled";
  at: string;
  name: string;
  rows: number | null;
  files: number | null;
  encrypted: boolean | null;
  seconds: number | null;
}

export interface Backups {
  ready: boolean;
  running: boolean;
  items: Backup[];
}

/** `is_set`: it stands in the server's environment. */
export interface ServerSetting {
  name: string;
  value: string | number | boolean;
  is_set: boolean;
}
