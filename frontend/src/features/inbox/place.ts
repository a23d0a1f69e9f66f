/** What the list tells the task that stands open beside it. */
import { useOutletContext } from "react-router";

export interface InboxPlace {
  /** The list as it is filtered, to go back to. */
  listPath: string;
  /** A task is decided: on to the next. */
  moveOn: (gone: string) => void;
  from: string;
}

export const useInboxPlace = (): InboxPlace => useOutletContext<InboxPlace>();
