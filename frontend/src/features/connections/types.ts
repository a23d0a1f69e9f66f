/** Other systems that flows talk to. Secrets are never answered, only that they are there. */
import type { Label } from "@/lib/types";

export const KINDS = ["dingtalk", "wecom", "feishu", "webhook", "http"] as const;
export type ConnectionKind = (typeof KINDS)[number];

export interface Connection {
  key: string;
  label: Label;
  kind: ConnectionKind;
  settings: Record<string, string>;
  secrets: Record<string, boolean>;
  version: number;
  used_by: string[];
}

export interface Made extends Connection {
  /** A signing secret that was made here, shown once. */
  revealed?: string;
}

/** What each kind asks. */
export const ASKS: Record<ConnectionKind, { settings: string[]; secrets: string[] }> = {
  dingtalk: { settings: ["url"], secrets: ["secret"] },
  wecom: { settings: ["url"], secrets: [] },
  feishu: { settings: ["url"], secrets: ["secret"] },
  webhook: { settings: ["url"], secrets: ["secret"] },
  http: { settings: ["base_url", "header", "username"], secrets: ["token", "password"] },
};
