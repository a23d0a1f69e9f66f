/** The field's own control over its cell. Enter saves and goes down, Tab sideways, Escape gives up; so does leaving.
 * Its script comes with the first look at the cells; until it is there a plain box takes the keys. */
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState, type ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { useFieldInput } from "@/ui/fields/later-input";
import type { InputProps } from "@/ui/fields/types";
import styles from "./sheet.module.css";
import type { Editing } from "./sheet-types";
import { WaitingCell } from "./waiting-cell";

export interface Place {
  top: number;
  left: number;
  width: number;
  height: number;
}

/** Where to go on from a cell. */
export interface Step {
  row: number;
  column: number;
}

interface Props {
  editing: Editing;
  place: Place;
  /** Typing replaced the value: the control starts empty, and the key that was pressed arrives in it. */
  replace: boolean;
  onCommit: (value: unknown, step: Step | null) => void;
  /** The same with text as it was typed, before the control was there. */
  onText: (text: string, step: Step | null) => void;
  onCancel: () => void;
}

/** Where a choice is the whole input, it is saved as soon as it is made. */
const AT_ONCE = new Set<string>(["select", "boolean", "date", "rating", "member", "department", "link"]);
const OPENS = new Set<string>(["select", "multi_select", "member", "department", "link", "date", "datetime"]);
const POPUPS =
  ".ant-select-dropdown,.ant-picker-dropdown,.ant-cascader-dropdown,.ant-modal-root,.ant-popover";

export function CellEditor(props: Props) {
  const { editing, place, onText, onCancel } = props;
  const label = useLabel();
  const Control = useFieldInput();
  const [waits] = useState(Control === null);
  const [ahead, setAhead] = useState<string | null>(null);
  if (Control && (ahead !== null || !waits)) return <Editor {...props} Control={Control} ahead={ahead} />;
  const name = label(editing.column.field.label) || editing.column.key;
  return (
    <WaitingCell
      name={name}
      place={place}
      arrived={Control !== null}
      onReady={setAhead}
      onText={onText}
      onCancel={onCancel}
    />
  );
}

interface EditorProps extends Props {
  Control: ComponentType<InputProps>;
  /** What was typed before the control was there. */
  ahead: string | null;
}

function Editor({ editing, place, replace, onCommit, onCancel, Control, ahead }: EditorProps) {
  const { t } = useTranslation("records");
  const label = useLabel();
  const { field, key } = editing.column;
  const [value, setValue] = useState(replace ? null : editing.value);
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(value);
  const over = useRef(false);
  const end = useRef({ onCommit, onCancel });
  useEffect(() => {
    end.current = { onCommit, onCancel };
  });
  const finish = (next: unknown, step: Step | null) => {
    if (over.current) return;
    over.current = true;
    end.current.onCommit(next, step);
  };
  useLayoutEffect(() => {
    const control = box.current?.querySelector<HTMLInputElement>("input,textarea,[tabindex]");
    control?.focus();
    // Lists and calendars show themselves at once: they are why the cell was opened.
    if (OPENS.has(field.type))
      for (const kind of ["mousedown", "mouseup", "click"])
        control?.dispatchEvent(new MouseEvent(kind, { bubbles: true }));
    if (control instanceof HTMLInputElement && !replace && control.type === "text") control.select();
  }, [replace, field.type]);
  useEffect(() => {
    // A click beside the cell saves, as in a sheet; the lists and calendars of the control count as the cell.
    const leave = (event: PointerEvent) => {
      const target = event.target as Element;
      if (box.current?.contains(target) || target.closest(POPUPS)) return;
      (document.activeElement as HTMLElement | null)?.blur();
      if (over.current) return;
      over.current = true;
      end.current.onCommit(latest.current, null);
    };
    document.addEventListener("pointerdown", leave, true);
    return () => document.removeEventListener("pointerdown", leave, true);
  }, []);
  const change = (next: unknown) => {
    latest.current = next;
    setValue(next);
    if (AT_ONCE.has(field.type) && !Array.isArray(next)) finish(next, null);
  };
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.isComposing) return;
    const open = box.current?.querySelector(".ant-select-open,.ant-picker-focused") !== null;
    if (event.key === "Escape") {
      event.preventDefault();
      over.current = true;
      onCancel();
    } else if (event.key === "Tab") {
      event.preventDefault();
      finish(latest.current, { row: 0, column: event.shiftKey ? -1 : 1 });
    } else if (event.key === "Enter" && !event.altKey && !(open && OPENS.has(field.type))) {
      event.preventDefault();
      finish(latest.current, { row: event.shiftKey ? -1 : 1, column: 0 });
    }
  });
  useEffect(() => {
    const element = box.current;
    const listen = (event: KeyboardEvent) => onKeyDown(event);
    element?.addEventListener("keydown", listen);
    return () => element?.removeEventListener("keydown", listen);
  }, []);
  useEffect(() => {
    if (ahead && box.current?.contains(document.activeElement))
      document.execCommand("insertText", false, ahead);
  }, [ahead]);
  const name = label(field.label) || key;
  return (
    <div
      ref={box}
      role="group"
      aria-label={t("sheet.editing", { name })}
      className={styles.editor}
      style={{ top: place.top, left: place.left, width: place.width, minHeight: place.height }}
      data-editor
    >
      <Control
        id="cell-editor"
        field={field}
        topic={key}
        label={name}
        value={value}
        onChange={change}
        compact
        autoFocus
        around={() => ({ given: {}, record: editing.row.id })}
      />
    </div>
  );
}
