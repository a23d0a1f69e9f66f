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
