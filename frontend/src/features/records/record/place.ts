/** What the list tells the record that stands open beside it. */
import { useOutletContext } from "react-router";
import type { RowSource } from "../model/row-source";
import type { ListedRuntime } from "../model/types";

export interface RecordPlace {
  app: string;
  form: string;
  runtime: ListedRuntime;
  source: RowSource;
  /** The list with its view and filter, to go back to. */
  listPath: string;
  search: string;
}

export const useRecordPlace = (): RecordPlace => useOutletContext<RecordPlace>();
