/** Shapes of duplicates, as docs/records.md gives them. */
import type { RecordRow } from "@/lib/records/types";

export const KINDS = ["company", "person", "phone", "email", "code", "text"] as const;
export type Kind = (typeof KINDS)[number];

export const CERTAINTIES = ["sure", "likely", "possible"] as const;
export type Certainty = (typeof CERTAINTIES)[number];

export interface MatchKey {
  field: string;
  kind: Kind;
}

export interface Offered {
  suggested: MatchKey[];
  /** Fields that can be compared. */
  fields: string[];
}

export interface Evidence {
  field: string;
  how: "same" | "legal_form" | "pinyin" | "similar";
}

export interface Member {
  id: string;
  score: number;
  evidence: Evidence[];
}

export interface Group {
  score: number;
  members: Member[];
}

export interface Found {
  records: number;
  groups: Group[];
  groups_found: number;
  crowded: number;
}

export interface Moved {
  links: { form: string; label: string; records: number }[];
  comments: number;
  reminders: number;
  files: number;
  flows: number;
  followers: number;
}

export interface Preview {
  record: RecordRow | null;
  moved: Moved | null;
  problem: { detail?: string; title?: string } | null;
}

export interface MergeBody {
  winner: { id: string; version: number };
  losers: { id: string; version: number }[];
  /** For a field, the record whose value stays, or `all` of them. */
  choose: Record<string, string>;
}

export interface Merged {
  merge: string;
  record: RecordRow | null;
  moved: Moved;
}

export interface PastMerge {
  id: string;
  winner: { id: string; title: string | null };
  records: number;
  at: string;
  by: { id: string; name: string | null };
  undone_at: string | null;
}

export interface Unmerged {
  record: RecordRow | null;
  restored: number;
  kept: { form: string; record: string; field: string | null; label: string | null; reason: string }[];
}
