/** Other systems that are called at every change of a form's records. Secrets are told once, when they are made. */
export const OPS = ["create", "update", "delete", "restore", "gone"] as const;
export type Op = (typeof OPS)[number];

export interface WebhookBody {
  form: string;
  label: string;
  url: string;
  ops: Op[];
  filter: string | null;
  batch: number;
  active: boolean;
  fields: string[] | null;
}

export interface Webhook extends WebhookBody {
  id: string;
  paused_for: string | null;
  version: number;
  owner: { id: string; name: string | null };
  deliveries: Record<DeliveryState, number>;
}

export interface Made extends Webhook {
  secret?: string;
}

export type DeliveryState = "pending" | "sent" | "failed";

export interface Delivery {
  id: string;
  state: DeliveryState;
  events: number;
  attempts: number;
  created_at: string;
  next_at: string | null;
  done_at: string | null;
  status: number | null;
  error: string | null;
}

export const STATE_COLORS: Record<DeliveryState, string> = {
  pending: "processing",
  sent: "success",
  failed: "error",
};
