/** What a list shows only when somebody asks for it, or on the phone. */
import { createElement } from "react";
import { later } from "@/ui/later";
import { ListSkeleton } from "@/ui/skeletons";

export const FindBar = later(async () => (await import("./grid/sheet/find-bar")).FindBar);
export const CardList = later(
  async () => (await import("./phone/card-list")).CardList,
  createElement(ListSkeleton),
);
export const ExportDialog = later(async () => (await import("./tools/export-menu")).ExportDialog);
