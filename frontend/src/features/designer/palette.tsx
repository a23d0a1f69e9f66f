/** What can be put on the canvas: by drag, by click, by Enter. */
import { Heading, Minus, PanelTop, StickyNote } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FieldType } from "@/lib/form-runtime/definition";
import { matchesText } from "@/lib/pinyin";
import { PaletteColumn, PaletteEntry, PaletteGroup, PaletteNone, PaletteSearch } from "@/ui/designer/palette";
import { useDragItem } from "@/ui/drag/use-drag";
import type { Dragged } from "./canvas/drops";
import { FieldIcon } from "./field-icons";
import { PALETTE } from "./model/new-field";
import { useAdd } from "./model/use-add";

export function Palette() {
  const { t } = useTranslation("designer");
  const [search, setSearch] = useState("");
  const add = useAdd();
  const found = PALETTE.map((group) => ({
    ...group,
    types: group.types.filter((type) => matchesText(search, t(`type.${type}`), type)),
  })).filter((group) => group.types.length > 0);
  return (
    <PaletteColumn name={t("palette.title")} columns={2}>
      <PaletteSearch name={t("palette.search")} text={search} onSearch={setSearch} />
      {found.map((group) => (
        <PaletteGroup key={group.key} name={t(`group.${group.key}`)}>
          {group.types.map((type) => (
            <Entry
              key={type}
              id={`new-${type}`}
              label={t(`type.${type}`)}
              icon={<FieldIcon type={type} />}
              data={{ what: "type", type }}
              onClick={() => add.field(type)}
            />
          ))}
        </PaletteGroup>
      ))}
      {found.length === 0 && <PaletteNone text={t("palette.none")} />}
      {search === "" && <Layouts />}
    </PaletteColumn>
  );
}

function Layouts() {
  const { t } = useTranslation("designer");
  const add = useAdd();
  const section = { section: t("layout.section_name"), columns: 2, items: [] };
  const tabs = {
    tabs: [1, 2].map((number) => ({ label: t("layout.tab_name", { number }), columns: 2, items: [] })),
  };
  return (
    <PaletteGroup name={t("group.layout")}>
      <Entry
        id="new-section"
        label={t("layout.section")}
        icon={<Heading size={16} aria-hidden />}
        data={{ what: "newBlock", block: section }}
        onClick={() => add.block(section)}
      />
      <Entry
        id="new-tabs"
        label={t("layout.tabs")}
        icon={<PanelTop size={16} aria-hidden />}
        data={{ what: "newBlock", block: tabs }}
        onClick={() => add.block(tabs)}
      />
      <Entry
        id="new-divider"
        label={t("layout.divider")}
        icon={<Minus size={16} aria-hidden />}
        data={{ what: "ornament", item: { divider: "" } }}
        onClick={() => add.item({ divider: "" })}
      />
      <Entry
        id="new-note"
        label={t("layout.note")}
        icon={<StickyNote size={16} aria-hidden />}
        data={{ what: "ornament", item: { note: t("layout.note_text") } }}
        onClick={() => add.item({ note: t("layout.note_text") })}
      />
    </PaletteGroup>
  );
}

interface EntryProps {
  id: string;
  label: string;
  icon: ReactNode;
  data: Dragged;
  onClick: () => void;
}

function Entry({ id, label, icon, data, onClick }: EntryProps) {
  const { ref, dragging } = useDragItem({
    id,
    kind: data.what === "newBlock" ? "block" : "field",
    label,
    data,
  });
  return (
    <PaletteEntry
      ref={ref}
      icon={icon}
      name={label}
      dragging={dragging}
      data-type={data.what === "type" ? (data.type satisfies FieldType) : undefined}
      onClick={onClick}
    />
  );
}
