/** Around the grid: the menu of the right button, the question of a large paste, the status bar below. */
import { Dropdown, type MenuProps } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { RecordRow } from "@/lib/records/types";
import { clear, fillDown, remove } from "./actions";
import { later } from "@/ui/later";
import type { Sheet } from "./sheet";
import { StatusBar } from "./status-bar";
import type { SheetCells } from "./use-sheet-grid";

const PasteDialog = later(async () => (await import("./paste-dialog")).PasteDialog);

interface Props {
  sheet: Sheet;
  cells: SheetCells;
  onOpen: (row: RecordRow) => void;
  children: ReactNode;
}

export function SheetLayer({ sheet, cells, onOpen, children }: Props) {
  const { t } = useTranslation("records");
  const { bounds, range, around } = sheet;
  const may = (op: string) => around.ops.includes(op);
  const rows = bounds ? bounds.bottom - bounds.top + 1 : 0;
  const row = range ? around.source.row(range.anchor.row) : undefined;
  const item = (key: string, label: string, keys: string, disabled = false) => ({
    key,
    label,
    extra: keys,
    disabled,
  });
  const items: MenuProps["items"] = [
    item("open", t("record.open"), "Ctrl+Enter", !row),
    { type: "divider" },
    item("copy", t("sheet.copy"), "Ctrl+C"),
    ...(may("update")
      ? [item("fill", t("sheet.fill_down"), "Ctrl+D"), item("clear", t("sheet.clear"), "Delete")]
      : []),
    ...(may("delete")
      ? [
          { type: "divider" as const },
          { key: "remove", label: t("sheet.remove_rows", { count: rows }), danger: true },
        ]
      : []),
  ];
  const act = (key: string) => {
    cells.focus();
    if (key === "open" && row) onOpen(row);
    else if (key === "copy") document.execCommand("copy");
    else if (key === "fill") void fillDown(sheet, cells.words.fill);
    else if (key === "clear") void clear(sheet, cells.words.clear);
    else if (key === "remove") void remove(sheet, cells.words.remove);
  };
  return (
    <>
      <Dropdown trigger={["contextMenu"]} menu={{ items, onClick: ({ key }) => act(key) }} disabled={!range}>
        {children}
      </Dropdown>
      <StatusBar sheet={sheet} onDone={cells.focus} />
      {cells.question && (
        <PasteDialog
          sheet={sheet}
          plan={cells.question}
          onPaste={(plan) => cells.answer(plan)}
          onClose={() => cells.answer(null)}
        />
      )}
    </>
  );
}
