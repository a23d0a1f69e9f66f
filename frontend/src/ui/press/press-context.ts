/** Who carries out presses for the buttons drawn below: the list, or the page of a record. */
import { createContext, useContext } from "react";
import type { ButtonField, Field } from "@/lib/form-runtime/definition";
import type { RecordRow } from "@/lib/records/types";

export interface PressState {
  /** `gone`: not drawn. */
  is: "ready" | "off" | "gone";
  /** Why it can't be pressed. */
  reason: string;
}

export interface PressServices {
  stateOf: (row: RecordRow, button: ButtonField) => PressState;
  press: (row: RecordRow, button: ButtonField) => void;
  /** On chosen rows of a list. */
  many: (ids: string[], button: ButtonField, titleOf: (id: string) => string) => void;
  /** `record:button` under way. */
  busy: string | null;
}

const Context = createContext<PressServices | null>(null);
export const PressContext = Context.Provider;

/** None where records are only looked at (shared views, tasks, previews): no button is drawn there. */
export const usePressing = (): PressServices | null => useContext(Context);

export const isButton = (field: Field): field is ButtonField => field.type === "button";
