/** What a formula sees while it runs, and what its compiled parts are. */
import type { Value } from "./values";

export interface Env {
  /** The JSON value of a path that the server resolved; null when blank. */
  get(path: string[]): unknown;
  /** Milliseconds since 1970 that NOW() answers. */
  now: number;
  /** IANA zone in which an instant becomes a date or a text. */
  zone: string;
  /** Set while a subtree runs row by row over lists. */
  row?: RowState;
}

export interface RowState {
  index: number;
  columns: Map<number, Value[]>;
  constants: Map<object, Value>;
  base: Env;
}

export type Closure = (env: Env) => Value;
