/** Public forms as the server tells of them (docs/public-forms.md). */
import type { FormRuntime } from "../form-runtime/definition";
import type { Values } from "../form-runtime/engine-types";
import type { Label } from "../types";

export type LinkState =
  | "open"
  | "closed"
  | "early"
  | "ended"
  | "full"
  | "sign_in"
  | "not_invited"
  | "answered"
  | "password";

export interface OpenForm {
  runtime: FormRuntime;
  pages: { label: Label; fields: string[] }[];
  /** Parameters of the address that are kept with an answer. */
  channels: string[];
  drafts: boolean;
  edits: boolean;
  once: boolean;
  prefill: Values;
}

export interface PublicPage {
  state: LinkState;
  title: Label;
  intro: Label;
  closed_text: Label;
  opens_at: string | null;
  closes_at: string | null;
  timezone: string;
  /** `accent`: the colour of the app, for a form without one of its own. */
  theme: {
    color: string | null;
    accent: string | null;
    background: string | null;
    logo: boolean;
    cover: boolean;
  };
  visitor: string;
  form: OpenForm | null;
}

export interface Reply {
  thanks: { title: string; text: string; button: string; url: string };
  edit: { token: string; until: string } | null;
}

export interface OwnAnswer {
  values: Values;
  version: number;
  until: string;
  page: PublicPage;
}

/** What the parameters of the address say. */
export interface Arrival {
  recipient: string | null;
  prefill: string | null;
  draft: string | null;
  edit: string | null;
  parameters: Record<string, string>;
}

const OWN = new Set(["to", "p", "draft", "edit"]);

export function arrivalOf(query: URLSearchParams): Arrival {
  const parameters = [...query].filter(([name]) => !OWN.has(name)).slice(0, 20);
  return {
    recipient: query.get("to"),
    prefill: query.get("p"),
    draft: query.get("draft"),
    edit: query.get("edit"),
    parameters: Object.fromEntries(parameters.map(([name, value]) => [name, value.slice(0, 200)])),
  };
}
