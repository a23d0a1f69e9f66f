import type { Label, Named } from "@/lib/types";

export interface Policy {
  everyone: boolean;
  admins: boolean;
  roles: string[];
}

export interface RoleChoice {
  app: string;
  key: string;
  label: Label;
}

export interface Provider {
  id: string;
  name: string;
  issuer: string;
  client_id: string;
  domains: string[];
  creates: boolean;
  roles: string[];
  trusted: boolean;
  active: boolean;
  version: number;
  people: number;
}

export interface Letter {
  id: string;
  kind: string;
  person: Named;
  address: string;
  title: string;
  text: string;
  state: "waiting" | "sent" | "kept" | "failed";
  reason: string | null;
  has_link: boolean;
  created_at: string;
  sent_at: string | null;
  expires_at: string | null;
}

export interface Outbox {
  items: Letter[];
  next: string | null;
  mail: boolean;
  public_url: boolean;
}
