/** Shapes that the parts of the live form share. */
import type { Look } from "./definition";
import type { Issue } from "./issues";
import { parseCell } from "./paths";

export type Values = Record<string, unknown>;

export interface EngineContext {
  user: Record<string, unknown>;
  /** IANA zone in which instants become dates. */
  zone: string;
  now: () => Date;
}

/** A record of another form that a link points to, as far as the viewer may read it. */
export interface LinkedRecord extends Record<string, unknown> {
  id: string;
}

/** All a widget needs to know about its place. */
export interface FieldSnapshot {
  value: unknown;
  visible: boolean;
  required: boolean;
  readonly: boolean;
  /** Options that rules leave; null: all of them. */
  options: string[] | null;
  look: Look | null;
  /** What to tell the person now, or null. */
  issue: Issue | null;
  /** Code of a formula's error value, e.g. `#DIV/0!`. */
  formulaError: string | null;
  /** The page can't work this value out; the server does, on saving. */
  computedWhenSaved: boolean;
}

/** `lines/‹id›/qty` → `lines.qty`; a field's path is its topic. */
export function topicOf(path: string): string {
  return parseCell(path)?.topic ?? path;
}
