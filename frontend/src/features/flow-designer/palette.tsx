/** What can be put into the flow: by drag onto a «+», by click behind what is selected. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { matchesText } from "@/lib/pinyin";
import { PaletteColumn, PaletteEntry, PaletteGroup, PaletteNone, PaletteSearch } from "@/ui/designer/palette";
import { useDragItem } from "@/ui/drag/use-drag";
import { NodeIcon } from "@/ui/flow-drawing/node-look";
import { kindName, PALETTE, typeOf, type PaletteKind } from "./model/palette";
import { usePlaceNew } from "./model/use-place-new";
import type { Dragged } from "./tree/drops";

export function Palette() {
  const { t } = useTranslation("flowdesign");
  const [search, setSearch] = useState("");
  const found = PALETTE.map((group) => ({
    ...group,
    kinds: group.kinds.filter((kind) => matchesText(search, kindName(kind, t), kind)),
  })).filter((group) => group.kinds.length > 0);
  return (
    <PaletteColumn name={t("palette.title")}>
      <PaletteSearch name={t("palette.search")} text={search} onSearch={setSearch} />
      {found.map((group) => (
        <PaletteGroup key={group.group} name={t(`palette.group.${group.group}`)}>
          {group.kinds.map((kind) => (
            <Entry key={kind} kind={kind} />
          ))}
        </PaletteGroup>
      ))}
      {found.length === 0 && <PaletteNone text={t("palette.none")} />}
    </PaletteColumn>
  );
}

function Entry({ kind }: { kind: PaletteKind }) {
  const { t } = useTranslation("flowdesign");
  const place = usePlaceNew();
  const name = kindName(kind, t);
  const data: Dragged = { what: "new", kind };
  const { ref, dragging } = useDragItem({ id: `new-${kind}`, kind: "flow-new", label: name, data });
  return (
    <PaletteEntry
      ref={ref}
      icon={<NodeIcon type={typeOf(kind)} size={14} />}
      name={name}
      dragging={dragging}
      data-kind={kind}
      onClick={() => place(kind)}
    />
  );
}
