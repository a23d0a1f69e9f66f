/** What makes a sheet of the grid: its handlers, the editor over a cell, paste with its question. */
import { App } from "antd";
import { useEffect, useEffectEvent, useState, type MouseEvent, type ReactNode, type RefObject } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import type { GridProps } from "../grid";
import { CHECK_WIDTH, HEAD_HEIGHT } from "../measures";
import type { View } from "../use-window";
import { clear, copied, paste, pastePlan, REHEARSED_FROM, type PastePlan, type Words } from "./actions";
import { CellEditor, type Place, type Step } from "./cell-editor";
import { pastedCells } from "@/lib/cells";
import { single, type Spot } from "./range";
import type { Sheet } from "./sheet";
import { useControlsAhead } from "./use-controls-ahead";
import { useSheetKeys } from "./use-sheet-keys";
import { spotOf, useSheetPointer } from "./use-sheet-pointer";

interface Input extends Pick<
  GridProps,
  "source" | "columns" | "selection" | "around" | "onOpen" | "onEscape" | "onFind"
> {
  sheet: Sheet | null;
  box: RefObject<HTMLDivElement | null>;
  height: number;
  view: View;
}

export interface SheetCells {
  editor: ReactNode;
  words: Words;
  question: PastePlan | null;
  answer: (plan: PastePlan | null) => void;
  pasteText: (data: { getData(kind: string): string }) => Promise<void>;
  focus: () => void;
  onKeyDown: ReturnType<typeof useSheetKeys>;
  onPointerDown: ReturnType<typeof useSheetPointer>;
  onDoubleClick: (event: MouseEvent) => void;
}

export function useSheetGrid(input: Input): SheetCells {
  const { sheet, box, height, view, columns } = input;
  const { t } = useTranslation("records");
  const { message } = App.useApp();
  const [opened, setOpened] = useState<{ place: Place; replace: boolean } | null>(null);
  const [question, setQuestion] = useState<PastePlan | null>(null);
  const words: Words = {
    edit: t("sheet.edit"),
    paste: t("sheet.paste"),
    fill: t("sheet.fill"),
    clear: t("sheet.clear"),
    remove: t("sheet.remove"),
  };
  const focus = () => box.current?.focus({ preventScroll: true });
  const show = (row: number, column: number) => {
    view.show(row);
    const element = box.current;
    const target = columns[column];
    if (!element || !target || target.frozen) return;
    const widths = columns.slice(0, column).reduce((sum, each) => sum + each.width, CHECK_WIDTH);
    const frozen = columns.reduce((sum, each) => sum + (each.frozen ? each.width : 0), CHECK_WIDTH);
    if (widths - frozen < element.scrollLeft) element.scrollTo({ left: widths - frozen });
    else if (widths + target.width > element.scrollLeft + element.clientWidth)
      element.scrollTo({ left: widths + target.width - element.clientWidth });
  };
  const placeOf = (spot: Spot): Place => {
    const element = box.current;
    const column = columns[spot.column];
    const before = columns.slice(0, spot.column).reduce((sum, each) => sum + each.width, CHECK_WIDTH);
    return {
      top: HEAD_HEIGHT + spot.row * height - view.sight.offset,
      left: before + (column?.frozen ? (element?.scrollLeft ?? 0) : 0),
      width: Math.max(column?.width ?? 0, 120),
      height: height - 1,
    };
  };
  const open = (spot: Spot, replace: boolean): boolean => {
    if (!sheet) return false;
    let done = false;
    // At once, while the key is still on its way: it then arrives in the control, input methods included.
    flushSync(() => {
      done = sheet.begin(spot);
      if (done) setOpened({ place: placeOf(spot), replace });
    });
    return done;
  };
  const begin = (replace: boolean): boolean => {
    const spot = sheet?.range?.anchor;
    if (!sheet || !spot) return false;
    show(spot.row, spot.column);
    return open(spot, replace);
  };
  const onKeyDown = useSheetKeys({
    ...input,
    sheet,
    words,
    show,
    begin,
    onFind: input.onFind ?? (() => undefined),
  });
  useControlsAhead(sheet !== null, box);
  const onPointerDown = useSheetPointer(sheet, box, words);
  const mine = (): boolean => !!sheet?.range && document.activeElement === box.current;
  const put = (event: ClipboardEvent): boolean => {
    if (!sheet || !mine() || !event.clipboardData) return false;
    event.preventDefault();
    const found = copied(sheet, input.around);
    if (!found) {
      void message.warning(t("sheet.copy_too_much"));
      return false;
    }
    event.clipboardData.setData("text/plain", found.text);
    event.clipboardData.setData("text/html", found.html);
    if (found.cells > 1)
      void message.success({
        key: "copied",
        content: t("sheet.copied", { cells: found.cells }),
        duration: 1.5,
      });
    return true;
  };
  const pasteText = async (data: { getData(kind: string): string }) => {
    if (!sheet) return;
    const plan = await pastePlan(sheet, pastedCells(data));
    if (!plan) return;
    if (plan.ops.length === 0) {
      void message.info(t("sheet.nothing_to_paste"));
      return;
    }
    const large = plan.ops.length >= REHEARSED_FROM || plan.creates > 0 || plan.cut > 0;
    if (large) setQuestion(plan);
    else await paste(sheet, plan, words.paste);
  };
  const onClipboard = useEffectEvent((event: ClipboardEvent) => {
    if (event.type === "copy") put(event);
    else if (event.type === "cut") {
      if (sheet && put(event)) void clear(sheet, words.clear);
    } else if (mine() && event.clipboardData) {
      event.preventDefault();
      void pasteText(event.clipboardData);
    }
  });
  useEffect(() => {
    // On the document: where nothing is marked as text, browsers don't agree on whom they tell of a copy.
    const listen = (event: ClipboardEvent) => onClipboard(event);
    const kinds = ["copy", "cut", "paste"] as const;
    for (const kind of kinds) document.addEventListener(kind, listen);
    return () => {
      for (const kind of kinds) document.removeEventListener(kind, listen);
    };
  }, []);
  const { editing } = sheet ?? {};
  const goOn = (step: Step | null) => {
    focus();
    if (!step || !sheet || !editing) return;
    const row = Math.min(Math.max(editing.spot.row + step.row, 0), sheet.around.source.length - 1);
    const column = Math.min(Math.max(editing.spot.column + step.column, 0), columns.length - 1);
    sheet.select(single({ row, column }));
    show(row, column);
  };
  return {
    words,
    question,
    focus,
    pasteText,
    answer: (plan) => {
      setQuestion(null);
      focus();
      if (plan && sheet) void paste(sheet, plan, words.paste);
    },
    editor:
      sheet && editing && opened ? (
        <CellEditor
          key={`${editing.row.id}-${editing.column.key}`}
          editing={editing}
          place={opened.place}
          replace={opened.replace}
          onCancel={() => {
            sheet.cancel();
            focus();
          }}
          onCommit={(value, step) => {
            sheet.commit(value);
            goOn(step);
          }}
          onText={(text, step) => {
            sheet.commitText(text);
            goOn(step);
          }}
        />
      ) : null,
    onKeyDown,
    onPointerDown,
    onDoubleClick: (event) => {
      const spot = spotOf(event.target);
      const row = spot && input.source.row(spot.row);
      if (!sheet || !spot || !row || (event.target as Element).closest("a,input,button")) return;
      if (!open(spot, false)) input.onOpen(row);
    },
  };
}
