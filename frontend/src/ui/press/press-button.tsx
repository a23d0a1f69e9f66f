/** A button of a form, on one record. */
import type { MouseEvent } from "react";
import type { ButtonField } from "@/lib/form-runtime/definition";
import type { RecordRow } from "@/lib/records/types";
import tagStyles from "../fields/option-tag.module.css";
import { ButtonFace } from "./button-face";
import styles from "./press.module.css";
import { usePressing } from "./press-context";

interface Props {
  field: ButtonField;
  row: RecordRow;
  /** In a cell or on a card. */
  compact?: boolean;
  /** In a grid, which is one stop of the Tab key. */
  inGrid?: boolean;
}

export function PressButton({ field, row, compact = false, inGrid = false }: Props) {
  const pressing = usePressing();
  const state = pressing?.stateOf(row, field);
  if (!pressing || !state || state.is === "gone") return null;
  const off = state.is === "off";
  const busy = pressing.busy === `${row.id}:${field.key}`;
  const press = (event: MouseEvent) => {
    event.stopPropagation();
    event.preventDefault();
    if (!off && !busy) pressing.press(row, field);
  };
  return (
    <>
      <button
        type="button"
        data-press={field.key}
        data-compact={compact || undefined}
        data-colour={(!off && field.color) || undefined}
        className={`${styles.press} ${!off && field.color ? tagStyles.look : ""}`}
        aria-disabled={off}
        aria-busy={busy}
        title={off ? state.reason : undefined}
        tabIndex={inGrid ? -1 : undefined}
        onClick={press}
      >
        <ButtonFace field={field} />
      </button>
      {off && !compact && <p className={styles.why}>{state.reason}</p>}
      {off && compact && <span className="dg-sr-only">{state.reason}</span>}
    </>
  );
}
