import type { RecordRow } from "../../model/types";

/** Height of a line of the timeline. */
export const ROW = 40;

/** A record as a bar; days are numbers since 1970. */
export interface Span {
  row: RecordRow;
  start: number;
  /** The last day, included. */
  end: number;
  /** 0 to 1; null: unknown. */
  progress: number | null;
  /** Ids of records that must be done before. */
  needs: string[];
}
