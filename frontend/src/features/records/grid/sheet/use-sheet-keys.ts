/** The keyboard of a sheet: moving, drawing, writing, copying, filling, taking back. */
import type { KeyboardEvent, RefObject } from "react";
import { isEmpty } from "@/lib/form-runtime/paths";
import type { RecordRow } from "@/lib/records/types";
import { HEAD_HEIGHT } from "../measures";
import { pressedAt } from "../pressed-at";
import type { Selection } from "../selection";
import { clear, fillDown, type Words } from "./actions";
import { moved, single } from "./range";
import type { Sheet } from "./sheet";

interface Input {
  sheet: Sheet | null;
  selection: Selection;
  box: RefObject<HTMLDivElement | null>;
  height: number;
  words: Words;
  show: (row: number, column: number) => void;
  begin: (replace: boolean) => boolean;
  onOpen: (row: RecordRow) => void;
  onEscape: () => void;
  onFind: () => void;
}

export function useSheetKeys(input: Input) {
  const { sheet, words } = input;
  const commands = (event: KeyboardEvent, key: string): boolean => {
    if (!sheet) return false;
    switch (key) {
      case "z":
        void (event.shiftKey ? sheet.again() : sheet.takeBack());
        return true;
      case "y":
        void sheet.again();
        return true;
      case "d":
        void fillDown(sheet, words.fill);
        return true;
      case "f":
      case "g":
        input.onFind();
        return true;
      case "a": {
        const last = { row: sheet.around.source.length - 1, column: sheet.around.columns.length - 1 };
        sheet.select({ anchor: { row: 0, column: 0 }, focus: last });
        return true;
      }
      default:
        return false;
    }
  };
  const act = (event: KeyboardEvent): boolean => {
    if (!sheet) return false;
    const spot = sheet.range?.anchor;
    const row = spot ? sheet.around.source.row(spot.row) : undefined;
    switch (event.key) {
      case "Enter":
        if (spot && pressedAt(input.box.current, spot)) return true;
        if (row && (event.ctrlKey || event.metaKey || !input.begin(false))) input.onOpen(row);
        return true;
      case "F2":
        input.begin(false);
        return true;
      case "Tab": {
        const next = moved(sheet.range, event.shiftKey ? "ArrowLeft" : "ArrowRight", way(event, false));
        // At the edge the key leaves the grid, as everywhere.
        if (!next || (spot && next.anchor.column === spot.column)) return false;
        sheet.select(next);
        input.show(next.focus.row, next.focus.column);
        return true;
      }
      case "Delete":
      case "Backspace":
        void clear(sheet, words.clear);
        return true;
      case " ":
        if (spot) input.selection.toggle(spot.row, event.shiftKey);
        return true;
      case "Escape":
        if (
          sheet.range &&
          (sheet.range.anchor.row !== sheet.range.focus.row ||
            sheet.range.anchor.column !== sheet.range.focus.column)
        )
          sheet.select(single(sheet.range.anchor));
        else input.onEscape();
        return true;
      default:
        return false;
    }
  };
  const way = (event: KeyboardEvent, ctrl: boolean) => {
    const { source, columns } = sheet!.around;
    const room = (input.box.current?.clientHeight ?? 0) - HEAD_HEIGHT;
    return {
      shift: event.shiftKey && event.key !== "Tab",
      ctrl,
      page: Math.max(1, Math.floor(room / input.height) - 1),
      last: { row: Math.max(0, source.length - 1), column: columns.length - 1 },
      filled: (place: { row: number; column: number }) => {
        const row = source.row(place.row);
        return row && !isEmpty(row[columns[place.column]?.key ?? ""]);
      },
    };
  };
  return (event: KeyboardEvent<HTMLDivElement>) => {
    if (!sheet || event.target !== event.currentTarget) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const next = moved(sheet.range, event.key, way(event, ctrl));
    if (next) {
      event.preventDefault();
      sheet.select(next);
      input.show(next.focus.row, next.focus.column);
    } else if (
      ctrl && !event.altKey
        ? commands(event, event.key.toLowerCase()) || (event.key === "Enter" && act(event))
        : act(event)
    )
      event.preventDefault();
    // A printed sign replaces what stands there; it arrives in the control, which has the focus by then. The same
    // holds for the first key of an input method («Process»).
    else if (!ctrl && !event.altKey && (event.key.length === 1 || event.key === "Process")) input.begin(true);
  };
}
