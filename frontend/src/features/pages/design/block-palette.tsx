/** What a page is made of: by drag onto it, by click into the first hole. */
import {
  ChartColumn,
  ChartPie,
  Hash,
  Link2,
  NotebookPen,
  Play,
  Table2,
  Type,
  type LucideIcon,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import type { BlockType } from "@/lib/pages";
import { useGridDrag } from "@/ui/designer/grid-drag";
import { PaletteColumn, PaletteEntry, PaletteGroup } from "@/ui/designer/palette";
import { usePageDesigner } from "./context";

const ICONS: Record<BlockType, LucideIcon> = {
  list: Table2,
  form: NotebookPen,
  dashboard: ChartColumn,
  tile: ChartPie,
  number: Hash,
  link: Link2,
  text: Type,
  button: Play,
};
const GROUPS: [string, BlockType[]][] = [
  ["data", ["list", "form", "number"]],
  ["charts", ["tile", "dashboard"]],
  ["content", ["text", "link", "button"]],
];

export function BlockIcon({ type, size = 16 }: { type: BlockType; size?: number }) {
  const Icon = ICONS[type];
  return <Icon size={size} aria-hidden />;
}

export function BlockPalette() {
  const { t } = useTranslation("pages");
  const { begin } = useGridDrag();
  const { add } = usePageDesigner();
  return (
    <PaletteColumn name={t("palette.title")}>
      {GROUPS.map(([group, types]) => (
        <PaletteGroup key={group} name={t(`palette.${group}`)}>
          {types.map((type) => (
            <PaletteEntry
              key={type}
              icon={<BlockIcon type={type} />}
              name={t(`block.${type}`)}
              data-block={type}
              onPointerDown={(event) => begin(event, { what: "new", type })}
              onClick={() => add(type, null)}
            />
          ))}
        </PaletteGroup>
      ))}
    </PaletteColumn>
  );
}
